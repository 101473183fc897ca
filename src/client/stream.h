// SPDX-License-Identifier: MIT
#pragma once

#include "base/descriptor.h"
#include "onward/client/content.h"

#include <memory>

namespace onward::client {

/// What comes out of a descriptor, once. `owned` is closed with it, or is empty where `fd` belongs
/// to somebody else.
std::unique_ptr<Content> descriptor_content(base::Descriptor owned, int fd);

}  // namespace onward::client
