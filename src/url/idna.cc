// SPDX-License-Identifier: MIT
#include "url/idna.h"
