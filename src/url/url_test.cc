// SPDX-License-Identifier: MIT
#include "onward/url/url.h"

#include <gtest/gtest.h>
