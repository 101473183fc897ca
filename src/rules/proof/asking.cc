// SPDX-License-Identifier: MIT
// A head is put together from words that are fit for one; what answers is answer(), so that what is
// proved is what would be served.
#include "rules/proof/asking.h"

#include "rules/answering.h"
#include "rules/normal_url.h"
#include "rules/written_request.h"

namespace onward::rules {
namespace {

/// Notes the first rule that matched, and the row that decided.
class Watcher final : public Observer {
 public:
  void looked(const Question& /*question*/, std::size_t /*from*/,
              const std::optional<Selected>& found) override {
    if (!found) return;
    if (!first_) first_ = found->rule;
    line_ = found->row ? found->row->line : 0;
  }
  std::optional<std::size_t> first() const { return first_; }
  std::uint32_t line() const { return line_; }

 private:
  std::optional<std::size_t> first_;
  std::uint32_t line_ = 0;
};

}  // namespace

void Asking::prepare(const SampleRequest& request) {
  head_.method = http::Method::parse(request.method).value_or(http::Method("GET"));
  head_.authority = request.authority;
  head_.target.text = request.target;
  head_.target.path_and_query = request.target;
  if (request.fields.empty() && fields_.size() == 0) return;
  fields_ = http::Fields();
  for (const std::string& field : request.fields) {
    const std::string_view name = field_name(field);
    if (name.size() == field.size()) continue;
    const auto parsed = http::FieldName::parse(name);
    const auto value =
        http::FieldValue::parse(http::trim(std::string_view(field).substr(name.size() + 1)));
    if (parsed && value) static_cast<void>(fields_.add(*parsed, *value));
  }
  head_.fields = fields_.view();
}

Asking::Outcome Asking::ask(const SampleRequest& request, const Origin& origin) {
  prepare(request);
  Watcher watcher;
  Outcome outcome;
  outcome.response =
      answer_observed(table_, {head_, origin, request.client}, request.now, workspace_, &watcher);
  outcome.first = watcher.first();
  outcome.line = watcher.line();
  return outcome;
}

bool Asking::fits(std::size_t rule, const SampleRequest& request, const Origin& origin) {
  prepare(request);
  const Request asked{head_, origin, request.client};
  NormalUrl url;
  if (!normalize(asked, normal_, url)) return false;
  std::string why;
  const Question question{asked, url, request.method, request.now};
  return try_rule(table_, question, rule, trial_, why).has_value();
}

}  // namespace onward::rules
