// SPDX-License-Identifier: MIT
#pragma once

#include "redirect/locations/browser.h"
#include "redirect/locations/native.h"
#include "redirect/locations/script.h"

// How known URL code reads Location: one constant in onward::redirect::locations for each that
// differs. Named after the code, not after the clients, of which several may share it; the atlas
// says which client has which. Each was written down from the code's own rules and checked on the
// wire.
