// SPDX-License-Identifier: MIT
// RFC 9112 §7.1 as a table:
//
//   chunk          = chunk-size [ chunk-ext ] CRLF chunk-data CRLF
//   chunk-size     = 1*HEXDIG
//   chunk-ext      = *( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )
//   chunk-ext-val  = token / quoted-string
//
// A column is a kind of byte, a row is a state.
#include "http/chunk_line.h"

#include "base/ascii.h"
#include "onward/http/syntax.h"

namespace onward::http {
namespace {

enum Kind : std::uint8_t {
  kHex,
  kTchar,
  kSpace,
  kSemicolon,
  kEquals,
  kQuote,
  kBackslash,
  kCr,
  kLf,
  kText,
  kControl,
  kKinds
};

constexpr Kind kind_of(char c) {
  switch (c) {
    case ' ':
    case '\t':
      return kSpace;
    case ';':
      return kSemicolon;
    case '=':
      return kEquals;
    case '"':
      return kQuote;
    case '\\':
      return kBackslash;
    case '\r':
      return kCr;
    case '\n':
      return kLf;
    default:
      if (base::is_hex_digit(c)) return kHex;
      if (is_token_byte(c)) return kTchar;
      return is_in_class(c, byte_class::kQuoted) ? kText : kControl;
  }
}

using enum ChunkState;
constexpr auto kBad = Done;  // no byte leads to Done, so that it can stand for "not here"

// clang-format off
constexpr ChunkState kSteps[][kKinds] = {
    //              hex        tchar      space      ;         =        "         \       CR        LF       text    control
    /* Size      */ {SizeMore, kBad,      kBad,      kBad,     kBad,    kBad,     kBad,   kBad,     kBad,    kBad,   kBad},
    /* SizeMore  */ {SizeMore, kBad,      Space,     Name,     kBad,    kBad,     kBad,   LineFeed, kBad,    kBad,   kBad},
    /* Space     */ {kBad,     kBad,      Space,     Name,     kBad,    kBad,     kBad,   kBad,     kBad,    kBad,   kBad},
    /* Name      */ {NameMore, NameMore,  Name,      kBad,     kBad,    kBad,     kBad,   kBad,     kBad,    kBad,   kBad},
    /* NameMore  */ {NameMore, NameMore,  NameSpace, Name,     Value,   kBad,     kBad,   LineFeed, kBad,    kBad,   kBad},
    /* NameSpace */ {kBad,     kBad,      NameSpace, Name,     Value,   kBad,     kBad,   kBad,     kBad,    kBad,   kBad},
    /* Value     */ {Token,    Token,     Value,     kBad,     kBad,    Quoted,   kBad,   kBad,     kBad,    kBad,   kBad},
    /* Token     */ {Token,    Token,     Space,     Name,     kBad,    kBad,     kBad,   LineFeed, kBad,    kBad,   kBad},
    /* Quoted    */ {Quoted,   Quoted,    Quoted,    Quoted,   Quoted,  ValueEnd, Escape, kBad,     kBad,    Quoted, kBad},
    /* Escape    */ {Quoted,   Quoted,    Quoted,    Quoted,   Quoted,  Quoted,   Quoted, kBad,     kBad,    Quoted, kBad},
    /* ValueEnd  */ {kBad,     kBad,      Space,     Name,     kBad,    kBad,     kBad,   LineFeed, kBad,    kBad,   kBad},
    /* LineFeed  */ {kBad,     kBad,      kBad,      kBad,     kBad,    kBad,     kBad,   kBad,     Content, kBad,   kBad},
    /* Content   */ {kBad,     kBad,      kBad,      kBad,     kBad,    kBad,     kBad,   kBad,     kBad,    kBad,   kBad},
    /* ContentCr */ {kBad,     kBad,      kBad,      kBad,     kBad,    kBad,     kBad,   ContentLf, kBad,   kBad,   kBad},
    /* ContentLf */ {kBad,     kBad,      kBad,      kBad,     kBad,    kBad,     kBad,   kBad,     Size,    kBad,   kBad},
};
// clang-format on

}  // namespace

std::optional<ChunkState> chunk_step(ChunkState state, char byte) {
  const ChunkState next = kSteps[static_cast<std::size_t>(state)][kind_of(byte)];
  if (next == kBad) return std::nullopt;
  return next;
}

}  // namespace onward::http
