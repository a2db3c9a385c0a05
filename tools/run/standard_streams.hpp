/// Standard input, output and error as a program finds them that somebody else has started.
#pragma once

namespace diorama {

/// For the first line of `main`. A descriptor that is closed would be given to the next file, and
/// messages would go into it: the missing ones are opened, on nothing. And messages that nobody
/// reads any more (`2>&1 | head`) are dropped, where they would end the run.
void prepare_standard_streams();

}  // namespace diorama
