/// Which shard a task of a scheduler's array is.
#pragma once

#include <cstdint>

#include "engine/core/expected.hpp"
#include "tools/run/selection.hpp"

namespace diorama {

/// The shard that this process is, from the task index in the environment:
///
///     Slurm        SLURM_ARRAY_TASK_ID        from 0
///     Kubernetes   JOB_COMPLETION_INDEX       from 0, an Indexed Job
///     AWS Batch    AWS_BATCH_JOB_ARRAY_INDEX  from 0
///     Grid Engine  SGE_TASK_ID                from 1; "undefined" outside an array
///     OpenCue      CUE_IFRAME                 from 0, one frame for each shard
///     Open MPI     OMPI_COMM_WORLD_RANK       from 0
///     GNU parallel PARALLEL_SEQ               from 1
///
/// The number of shards never comes from the environment: a resubmitted single task would see 1
/// and make other samples. Where the scheduler does tell how its array looks, an array that is not
/// one task for each of the `shards` is refused (Usage), with the `--shard K/N` that was probably
/// meant; so are two indices that disagree. `shards` 0 stands for a number that nobody gave.
Expected<Shard> shard_from_environment(std::uint64_t shards, const Variables& environment);

}  // namespace diorama
