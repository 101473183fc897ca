// SPDX-License-Identifier: MIT
// RFC 9110 §5: names and values that exist only valid, tried with every byte; the list in its
// order; and lists in values.
#include "onward/http/fields.h"

#include "support/exact_buffer.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace onward::http {
namespace {

using namespace std::literals;

std::vector<Field> all(FieldsView view) { return {view.begin(), view.end()}; }

TEST(Rfc9110Fields, ExampleHolds) {
  onward::http::Fields fields;
  fields.add(onward::http::FieldName("Vary"), *onward::http::FieldValue::parse("Accept"));
  fields.add(onward::http::FieldName("vary"), onward::http::FieldValue("Origin"));
  EXPECT_EQ(fields.view().find("VARY"), "Accept");
  EXPECT_EQ(fields.view().combined("vary"), "Accept, Origin");
}

TEST(Rfc9110Fields, EveryByteInANameAndInAValue) {
  for (int c = 0; c < 256; ++c) {
    SCOPED_TRACE(c);
    const std::string text = {'a', static_cast<char>(c), 'b'};
    const bool is_alnum = (c >= '0' && c <= '9') || ((c | 32) >= 'a' && (c | 32) <= 'z');
    const bool is_tchar = is_alnum || (c != 0 && "!#$%&'*+-.^_`|~"sv.find(static_cast<char>(c)) !=
                                                     std::string_view::npos);
    const bool is_text = c == '\t' || (c >= 0x20 && c != 0x7F);
    EXPECT_EQ(FieldName::parse(text).has_value(), is_tchar);
    for (std::size_t at = 0; at < 12; ++at) {  // at each place of eight bytes
      std::string longer(12, 'x');
      longer[at] = static_cast<char>(c);
      const bool is_end = at == 0 || at == 11;
      const bool is_right = is_text && !(is_end && (c == ' ' || c == '\t'));
      const auto value = FieldValue::parse(test::ExactBuffer(longer).view());
      EXPECT_EQ(value.has_value(), is_right) << at;
      if (!value) {
        EXPECT_EQ(value.error(), (Error{ErrorCode::HttpFieldValueInvalid, at}));
      }
    }
  }
  EXPECT_EQ(FieldName::parse("").error().code, ErrorCode::HttpFieldNameInvalid);
  EXPECT_EQ(FieldName::parse("a b").error().offset, 1U);
  EXPECT_TRUE(FieldValue::parse(""));
  EXPECT_EQ(FieldValue::parse(" ").error().offset, 0U);
  EXPECT_EQ(FieldValue::parse("a ").error().offset, 1U);
}

TEST(Rfc9110Fields, AddSetRemove) {
  Fields fields;
  fields.add(FieldName("A"), FieldValue("1"));
  fields.add(FieldName("B"), FieldValue("2"));
  fields.add(FieldName("a"), FieldValue("3"));
  EXPECT_TRUE(fields.set(FieldName("a"), FieldValue("4")));
  EXPECT_EQ(all(fields.view()), (std::vector<Field>{{"A", "4"}, {"B", "2"}}));
  EXPECT_TRUE(fields.set(FieldName("C"), FieldValue("")));
  EXPECT_EQ(fields.remove("b"), 1U);
  EXPECT_EQ(fields.remove("b"), 0U);
  EXPECT_EQ(all(fields.view()), (std::vector<Field>{{"A", "4"}, {"C", ""}}));
  const Fields copy(fields.view());
  fields.remove("A");
  EXPECT_EQ(copy.view().find("a"), "4");
}

TEST(Rfc9110Fields, RemoveMovesWhatStays) {
  Fields fields;
  for (const char* const value : {"1", "22", "333", "4444"}) {
    fields.add(FieldName("Gone"), *FieldValue::parse(value));
    fields.add(FieldName("Here"), *FieldValue::parse(value));
  }
  EXPECT_EQ(fields.remove("gone"), 4U);
  EXPECT_EQ(all(fields.view()),
            (std::vector<Field>{{"Here", "1"}, {"Here", "22"}, {"Here", "333"}, {"Here", "4444"}}));
  fields.add(FieldName("Gone"), FieldValue("5"));
  EXPECT_EQ(fields.remove("HERE"), 4U);
  EXPECT_EQ(all(fields.view()), (std::vector<Field>{{"Gone", "5"}}));
  EXPECT_EQ(fields.remove("Gone"), 1U);
  EXPECT_TRUE(fields.view().empty());
}

TEST(Rfc9110Fields, RemoveIfAsksOnceAndInOrder) {
  Fields fields;
  fields.add(FieldName("A"), FieldValue("1"));
  fields.add(FieldName("B"), FieldValue(""));
  fields.add(FieldName("C"), FieldValue("333"));
  std::string asked;
  const auto is_unwanted = [&asked](const Field& field) {
    asked += field.name;
    return field.name != "C";
  };
  EXPECT_EQ(fields.remove_if(is_unwanted), 2U);
  EXPECT_EQ(asked, "ABC");
  EXPECT_EQ(all(fields.view()), (std::vector<Field>{{"C", "333"}}));
  EXPECT_EQ(fields.remove_if([](const Field&) { return true; }), 1U);
  EXPECT_EQ(fields.size(), 0U);
}

TEST(Rfc9110Fields, CopyIfAsksOnceAndInOrder) {
  Fields fields;
  for (const char* const name : {"A", "B", "C", "D"}) {
    ASSERT_TRUE(fields.add(*FieldName::parse(name), FieldValue("x")));
  }
  std::string asked;
  const Fields copy = Fields::copy_if(fields, [&](const Field& field) {
    asked.append(field.name);
    return field.name != "A" && field.name != "C";
  });
  EXPECT_EQ(asked, "ABCD");
  EXPECT_EQ(fields.size(), 4U);
  ASSERT_EQ(copy.size(), 2U);
  EXPECT_EQ(copy.view()[0], (Field{"B", "x"}));
  EXPECT_EQ(copy.view()[1], (Field{"D", "x"}));
  EXPECT_EQ(Fields::copy_if(Fields(), [](const Field&) { return true; }).size(), 0U);
}

TEST(Rfc9110Fields, CopiesAndMoves) {
  Fields fields;
  for (int i = 0; i < 40; ++i) {  // beyond the room of the beginning, several times
    fields.add(FieldName("Name"), *FieldValue::parse(std::string(20, 'x') + std::to_string(i)));
  }
  Fields copy = fields;
  EXPECT_EQ(copy.remove("name"), 40U);
  EXPECT_EQ(fields.view()[39].value, "xxxxxxxxxxxxxxxxxxxx39");
  copy = fields;
  EXPECT_EQ(all(copy.view()), all(fields.view()));
  Fields moved = std::move(fields);
  EXPECT_EQ(all(moved.view()), all(copy.view()));
  fields = std::move(moved);
  const Fields& self = fields;
  fields = self;
  fields.reserve(100, 4000);
  fields.reserve(1, 1);
  EXPECT_EQ(all(fields.view()), all(copy.view()));
  fields = Fields();
  EXPECT_TRUE(fields.view().empty());
  EXPECT_TRUE(Fields(fields).view().empty());
}

TEST(Rfc9110Fields, Single) {
  Fields fields;
  EXPECT_EQ(fields.view().single("Location"), Result<std::optional<std::string_view>>());
  fields.add(FieldName("Location"), FieldValue("/a"));
  EXPECT_EQ(fields.view().single("location"), Result<std::optional<std::string_view>>("/a"));
  fields.add(FieldName("LOCATION"), FieldValue("/a"));
  EXPECT_EQ(fields.view().single("location").error().code, ErrorCode::HttpFieldRepeated);
  EXPECT_EQ(fields.view().combined("Locatio"), std::nullopt);
}

TEST(Rfc9110Fields, NoMoreThanSixteenBitsPointAt) {
  Fields fields;
  const std::string value(kMaxFieldBytes - 1, 'x');
  EXPECT_TRUE(fields.add(FieldName("A"), *FieldValue::parse(value)));
  EXPECT_EQ(fields.view()[0].value, value);
  EXPECT_EQ(fields.add(FieldName("B"), FieldValue("")).error().code, ErrorCode::HttpHeadTooLarge);
  EXPECT_EQ(fields.remove("A"), 1U);
  EXPECT_TRUE(fields.add(FieldName("B"), FieldValue("")));
}

TEST(Rfc9110Fields, ListExampleHolds) {
  onward::http::ListElements list("a, ,\"b,c\"");
  ASSERT_TRUE(list.next());
  EXPECT_EQ(list.element(), "a");
  ASSERT_TRUE(list.next());
  EXPECT_EQ(list.element(), "\"b,c\"");
  EXPECT_FALSE(list.next());
}

struct ListCase {
  const char* value;
  std::vector<std::string_view> elements;
};

TEST(Rfc9110Fields, Lists) {
  const ListCase cases[] = {
      {"", {}},
      {" , ,\t,", {}},
      {"a", {"a"}},
      {"a , b,c ", {"a", "b", "c"}},
      {"a;q=\"x,y\", b", {"a;q=\"x,y\"", "b"}},
      {"\"a\\\",b\",c", {"\"a\\\",b\"", "c"}},
      {"\"a,b", {"\"a,b"}},
      {"\"a\\", {"\"a\\"}},
      {"a\\,b", {"a\\", "b"}},
  };
  for (const ListCase& row : cases) {
    SCOPED_TRACE(row.value);
    const test::ExactBuffer value(row.value);
    ListElements list(value.view());
    std::vector<std::string_view> elements;
    while (list.next()) elements.push_back(list.element());
    EXPECT_EQ(elements, row.elements);
  }
}

}  // namespace
}  // namespace onward::http
