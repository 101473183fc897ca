// SPDX-License-Identifier: MIT
#pragma once

#include "onward/base/result.h"
#include "onward/rules/diagnostic.h"
#include "onward/rules/map_image.h"
#include "rules/map_row.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Writing an image: rows in, one after the other, a file out.
//
//   ImageBuilder builder({.key = random, .built_at = now}, file, diagnostics);
//   builder.begin_origin("moved.csv", {});
//   for (const MapRow& row : rows) builder.add(row);
//   auto header = builder.finish();
namespace onward::rules {

/// The file that an image is written to; one thread. Errors: those of the machine.
class ImageFile {
 public:
  virtual ~ImageFile() = default;
  virtual Result<void> write(std::uint64_t offset, std::string_view bytes) = 0;
  /// What was written there before.
  virtual Result<std::string> read(std::uint64_t offset, std::size_t size) = 0;

 protected:
  ImageFile() = default;
  ImageFile(const ImageFile&) = default;
  ImageFile& operator=(const ImageFile&) = default;
};

struct ImageOptions {
  Comparison comparison{};
  bool is_literal = false;
  std::uint16_t status = 0;            ///< of rows that have none; 0: the rule's
  std::array<std::uint64_t, 2> key{};  ///< of the hash: random, so that nobody can choose rows
                                       ///< whose keys collide
  std::int64_t built_at = 0;           ///< seconds since 1970
};

/// Keeps 16 bytes a row in memory. One thread.
class ImageBuilder {
 public:
  ImageBuilder(const ImageOptions& options, ImageFile& file, Diagnostics& diagnostics);
  ImageBuilder(const ImageBuilder&) = delete;
  ImageBuilder& operator=(const ImageBuilder&) = delete;

  /// Rows from now on come from this file; `index` as in Place.
  void begin_origin(std::string_view name, std::uint32_t index);

  /// What is wrong with a row goes to the diagnostics at its line, and the row is left out. They
  /// are in the order of lines after finish().
  void add(const MapRow& row);

  /// Writes what is missing: all but the flush to the disk. Once. Of two rows with one key the
  /// first is kept, and the other said. Errors: the file's; ImageCrowded.
  Result<ImageHeader> finish();

 private:
  struct Entry {
    std::uint64_t hash;
    std::uint64_t offset;
  };

  std::uint64_t end() const { return at_ + pending_.size(); }
  void write_whole_chunks();
  void write_rest();
  void drop_repeated();
  void sort_diagnostics();
  bool is_repeated(const Entry& first, const Entry& entry);
  Result<std::string> record_at(std::uint64_t offset);
  std::uint64_t longest_probe(std::uint64_t homes) const;
  bool place_slots();
  void write_slots();
  /// Which of the origins a record is from; nullopt where none was begun.
  std::optional<std::size_t> origin_of(std::uint64_t offset) const;

  ImageOptions options_;
  ImageFile& file_;
  Diagnostics& diagnostics_;
  ImageHeader header_;
  std::vector<ImageOrigin> origins_;
  std::vector<std::uint32_t> indices_;  ///< of the origins
  std::vector<Entry> entries_;
  std::map<std::uint64_t, Diagnostic> circles_;  ///< by record; said unless the row is repeated
  std::string pending_;                          ///< goes to at_; some megabytes at most
  std::uint64_t at_ = 0;                         ///< what is in front of it was written
  Result<void> outcome_{};                       ///< the first error
};

}  // namespace onward::rules
