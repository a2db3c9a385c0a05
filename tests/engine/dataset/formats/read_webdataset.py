"""WebDataset: tar archives whose entries form one group per sample; prints "<pictures> <objects>"."""

import glob
import io
import json
import os
import sys
import tarfile

import numpy as np
from truth import Dataset

PER_SHARD = 7


def main(folder):
    data = Dataset(folder)
    count = 0
    for subset in data.subsets:
        pictures = [p for p in data.pictures if p.subset == subset]
        shards = sorted(glob.glob(data.path("webdataset", subset, "*.tar")))
        assert [os.path.basename(s) for s in shards] == \
            [f"{i:06d}.tar" for i in range(-(-len(pictures) // PER_SHARD))]
        groups = []
        for shard in shards:
            with tarfile.open(shard, "r:") as archive:
                before = len(groups)
                for member in archive:
                    assert member.isreg() and member.mode == 0o644
                    assert (member.mtime, member.uid, member.gid, member.uname) == (0, 0, 0, "")
                    key, ending = member.name.split(".", 1)
                    if not groups or groups[-1][0] != key:
                        groups.append((key, {}))
                    assert ending not in groups[-1][1]
                    groups[-1][1][ending] = archive.extractfile(member).read()
                assert 0 < len(groups) - before <= PER_SHARD
        assert [key for key, _ in groups] == [p.stem for p in pictures]
        for (_, entries), picture in zip(groups, pictures):
            assert list(entries) == ["jpg", "instance.npy", "json"]
            assert entries["jpg"] == data.bytes("images", subset, picture.stem + ".jpg")
            ids = np.load(io.BytesIO(entries["instance.npy"]))
            assert np.array_equal(ids, picture.ids)
            labels = json.loads(entries["json"])
            assert labels["image"]["file_name"] == picture.stem + ".jpg"
            assert len(labels["annotations"]) == len(picture.things)
            for annotation, thing in zip(labels["annotations"], picture.things):
                assert annotation["image_id"] == labels["image"]["id"]
                x0, y0, x1, y1 = thing.box
                assert annotation["bbox"] == [x0, y0, x1 - x0, y1 - y0]
                assert annotation["area"] == (ids == annotation["extra"]["instance_id"]).sum()
                count += 1
    print(len(data.pictures), count)


if __name__ == "__main__":
    main(sys.argv[1])
