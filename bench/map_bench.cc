// SPDX-License-Identifier: MIT
// A look-up in the image of a map, beside one in the table in memory that has the same rows: hot,
// and cold with nothing of the file in memory. bench/maps builds the file and calls this.
//
//   map_bench IMAGE LOOK-UPS
#include "base/check.h"
#include "cli/mapped_file.h"
#include "rules/image/find.h"
#include "rules/map_table.h"
#include "rules/question.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <fcntl.h>
#include <memory>
#include <string>
#include <unistd.h>
#include <vector>

namespace {

/// More are not compared: rows, their texts and the table would take gigabytes.
constexpr std::size_t kMostInMemory = 2'000'000;

using Clock = std::chrono::steady_clock;
using onward::rules::Asked;
using onward::rules::MapImage;
using onward::rules::MapRow;
using onward::rules::TestQuestion;
using std::chrono::nanoseconds;
using Questions = std::vector<std::unique_ptr<TestQuestion>>;

double nanoseconds_each(nanoseconds time, std::size_t count) {
  return std::chrono::duration<double, std::nano>(time).count() / static_cast<double>(count);
}

std::shared_ptr<const MapImage> open(const std::string& path) {
  auto image = onward::cli::open_image(path);
  CHECK(image && *image != nullptr);
  return *image;
}

/// What this process has had of the processor: others may be busy meanwhile.
nanoseconds processor_time() {
  timespec time{};
  CHECK(::clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time) == 0);
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

nanoseconds time_of_day() { return Clock::now().time_since_epoch(); }

/// Looks each question up, in an order that no cache has seen.
template <class Find>
void measure(const char* what, const Questions& questions, std::size_t count, Find find,
             nanoseconds (*now)() = processor_time) {
  onward::rules::SelectionBuffer buffer;
  std::size_t found = 0;
  const nanoseconds begin = now();
  for (std::size_t i = 0; i < count; ++i) {
    const onward::rules::Question question = questions[i * 104'729 % questions.size()]->get();
    Asked asked(question, buffer);
    found += find(asked) ? 1U : 0U;
  }
  const double each = nanoseconds_each(now() - begin, count);
  std::printf("%-28s %9.0f ns, %zu of %zu found\n", what, each, found, count);
}

Questions questions_of(const std::vector<MapRow>& rows, std::size_t count, const char* suffix) {
  Questions questions;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string path = rows[i * 2'654'435'761U % rows.size()].from + suffix;
    questions.push_back(std::make_unique<TestQuestion>("GET", "http://old.example" + path));
  }
  return questions;
}

/// Nothing of the file is in memory, as after a start of the machine.
void forget(const std::string& path) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  CHECK(fd >= 0);
  CHECK(::posix_fadvise(fd, 0, 0, POSIX_FADV_DONTNEED) == 0);
  ::close(fd);
}

}  // namespace

int main(int argc, char** argv) {
  CHECK(argc == 3);
  const std::string path = argv[1];
  const std::size_t count = std::strtoull(argv[2], nullptr, 10);
  const auto before = Clock::now();
  auto image = open(path);
  std::printf("%-28s %9.0f ns\n", "open", nanoseconds_each(Clock::now() - before, 1));
  std::vector<MapRow> rows = image->rows();
  const Questions hits = questions_of(rows, std::min<std::size_t>(count, 200'000), "");
  const Questions misses = questions_of(rows, std::min<std::size_t>(count, 200'000), "~");
  const auto in_image = [&image](Asked& asked) { return onward::rules::find(*image, asked); };

  image.reset();
  forget(path);
  image = open(path);
  measure("image, cold", hits, 2'000, in_image, time_of_day);
  measure("image, first turn", hits, count, in_image);
  measure("image, hot", hits, count, in_image);
  measure("image, hot, misses", misses, count, in_image);

  if (rows.size() > kMostInMemory) return 0;
  onward::rules::MapSource source;
  source.rows = std::move(rows);
  onward::rules::Diagnostics diagnostics;
  const auto table = onward::rules::MapTable::create(source, {}, 301, diagnostics);
  source.rows.clear();
  const auto in_table = [&table](Asked& asked) { return table.find(asked); };
  measure("table in memory, first turn", hits, count, in_table);
  measure("table in memory", hits, count, in_table);
  measure("table in memory, misses", misses, count, in_table);
  return 0;
}
