// SPDX-License-Identifier: MIT
// A stream that remembers. A reader stands in what is kept, or at its end; there the source is
// asked, and what it gives is kept before it is handed out:
//
//   kept: ##########            at_ < kept: from the spool
//                  ^ at_        at_ == kept: from the source, and into the spool
//
// So a 307 that came before the source was read to its end is no special case.
#include "client/spool.h"
#include "onward/client/content.h"

#include <utility>

namespace onward::client {
namespace {

class SpooledContent final : public Content {
 public:
  SpooledContent(std::unique_ptr<Content> source, const SpoolLimits& limits)
      : source_(std::move(source)), spool_(limits) {}

  redirect::ContentSource kind() const override {
    using redirect::ContentSource;
    return spool_.is_whole() ? ContentSource::File : ContentSource::Stream;
  }

  /// Known once the source is over.
  std::optional<std::uint64_t> size() const override {
    if (is_source_over_ && spool_.is_whole()) return spool_.size();
    return source_->size();
  }

  Result<Piece> read(std::span<char> room) override {
    if (spool_.is_whole() && at_ < spool_.size()) {
      const auto size = spool_.read(at_, room);
      if (!size) return fail(size.error());
      at_ += *size;
      return Piece{*size, is_source_over_ && at_ == spool_.size()};
    }
    if (is_source_over_) return Piece{0, true};
    const auto piece = source_->read(room);
    if (!piece) return piece;
    spool_.append(room.first(piece->size));
    at_ += piece->size;
    is_source_over_ = piece->at_end;
    return piece;
  }

  Result<void> rewind() override {
    if (at_ != 0 && !spool_.is_whole()) return fail(ErrorCode::ContentGone);
    at_ = 0;
    return {};
  }

  int descriptor() const override { return is_source_over_ ? -1 : source_->descriptor(); }

 private:
  std::unique_ptr<Content> source_;
  Spool spool_;
  std::uint64_t at_ = 0;
  bool is_source_over_ = false;
};

}  // namespace

std::unique_ptr<Content> spooled_content(std::unique_ptr<Content> source,
                                         const SpoolLimits& limits) {
  return std::make_unique<SpooledContent>(std::move(source), limits);
}

}  // namespace onward::client
