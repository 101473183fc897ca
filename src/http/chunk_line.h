// SPDX-License-Identifier: MIT
#pragma once

#include "onward/http/content.h"

#include <optional>

namespace onward::http {

/// The state behind one byte of a chunk's line or of the end of its content; nullopt where that
/// byte may not stand. From LineFeed it is Content, though a size of zero means Trailers.
std::optional<ChunkState> chunk_step(ChunkState state, char byte);

}  // namespace onward::http
