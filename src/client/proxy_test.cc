// SPDX-License-Identifier: MIT
// Which proxy: the environment as curl reads it, the hosts that are asked directly, and the form of
// the request line. Requests through real proxies: tests/e2e/follow_proxy_test.py.
#include "client/proxy.h"

#include <map>

#include <gtest/gtest.h>

namespace onward::client {
namespace {

using Variables = std::map<std::string, std::string, std::less<>>;

const Variables* variables = nullptr;

char* look_up(const char* name) {
  const auto found = variables->find(name);
  return found == variables->end() ? nullptr : const_cast<char*>(found->second.c_str());
}

std::string chosen(const Proxies& proxies, const char* url) {
  return std::string(proxy_for(proxies, *url::parse(url)));
}

TEST(CurlProxies, OfTheEnvironment) {
  struct Case {
    Variables environment;
    const char* url;
    const char* proxy;
  };
  const Case cases[] = {
      {{}, "http://a.example/", ""},
      {{{"http_proxy", "p"}}, "http://a.example/", "p"},
      {{{"http_proxy", "p"}}, "https://a.example/", ""},
      {{{"HTTP_PROXY", "p"}}, "http://a.example/", ""},  // may be a client's field, by CGI
      {{{"https_proxy", "p"}}, "https://a.example/", "p"},
      {{{"HTTPS_PROXY", "p"}}, "https://a.example/", "p"},
      {{{"https_proxy", "p"}, {"HTTPS_PROXY", "q"}}, "https://a.example/", "p"},
      {{{"HTTPS_PROXY", "p"}}, "http://a.example/", ""},
      {{{"all_proxy", "p"}}, "http://a.example/", "p"},
      {{{"ALL_PROXY", "p"}}, "https://a.example/", "p"},
      {{{"ALL_PROXY", "p"}, {"https_proxy", "q"}}, "https://a.example/", "q"},
      {{{"http_proxy", ""}, {"all_proxy", "p"}}, "http://a.example/", "p"},
      {{{"http_proxy", "p"}, {"no_proxy", "a.example"}}, "http://a.example/", ""},
      {{{"http_proxy", "p"}, {"NO_PROXY", "a.example"}}, "http://a.example/", ""},
      {{{"http_proxy", "p"}, {"no_proxy", "b"}, {"NO_PROXY", "a.example"}},
       "http://a.example/",
       "p"},
  };
  for (const Case& row : cases) {
    variables = &row.environment;
    EXPECT_EQ(chosen(proxies_of(look_up), row.url), row.proxy) << row.url;
  }
}

TEST(CurlProxies, HostsThatAreAskedDirectly) {
  struct Case {
    const char* list;
    const char* host;
    bool is_direct;
  };
  const Case cases[] = {
      {"", "a.example", false},
      {"*", "a.example", true},
      {"x,*", "a.example", true},
      {"*.example", "a.example", false},  // no patterns but "*" itself
      {"a.example", "a.example", true},
      {"A.Example", "a.example", true},
      {"example", "a.example", true},
      {".example", "a.example", true},
      {".a.example", "a.example", true},
      {"a.example.", "a.example", true},
      {"a.example", "a.example.", true},
      {"example", "anexample", false},
      {"b.a.example", "a.example", false},
      {"x y\ta.example", "a.example", true},
      {"x, a.example ,y", "a.example", true},
      {",, ,", "a.example", false},
      {".", "a.example", false},
      {"a.example:80", "a.example", false},
      {"127.0.0.1", "127.0.0.1", true},
      {"0.0.1", "127.0.0.1", false},  // the end of an address is no domain
      {"127.0.0.0/8", "127.9.9.9", true},
      {"127.0.0.0/8", "128.0.0.1", false},
      {"10.16.0.0/12", "10.31.255.255", true},
      {"10.16.0.0/12", "10.32.0.0", false},
      {"0.0.0.0/0", "8.8.8.8", true},
      {"1.2.3.4/32", "1.2.3.4", true},
      {"1.2.3.4/32", "1.2.3.5", false},
      {"1.2.3.4/33", "1.2.3.4", false},
      {"1.2.3.4/", "1.2.3.4", false},
      {"1.2.3.4/x", "1.2.3.4", false},
      {"::1", "[::1]", true},
      {"[::1]", "[::1]", true},
      {"fe80::/10", "[febf::1]", true},
      {"fe80::/10", "[fec0::1]", false},
      {"::/0", "[fe80::1]", true},
      {"::1/128", "[::1]", true},
      {"::1/129", "[::1]", false},
      {"0.0.0.0/0", "[::1]", false},
      {"127.0.0.1", "localhost", false},  // names are not resolved for this
  };
  for (const Case& row : cases) {
    const Proxies proxies{"p", "p", row.list};
    const std::string url = std::string("http://") + row.host + ":8080/";
    EXPECT_EQ(chosen(proxies, url.c_str()).empty(), row.is_direct)
        << row.list << " and " << row.host;
  }
}

TEST(Rfc9112RequestTarget, AbsoluteFormGoesToProxiesAlone) {
  struct Case {
    const char* proxy;
    const char* url;
    bool is_whole;
  };
  const Case cases[] = {
      {"", "http://a/", false},
      {"p:3128", "http://a/", true},
      {"http://p", "http://a/", true},
      {"HTTPS://p", "http://a/", true},
      {"http://p", "https://a/", false},
      {"socks5://p", "http://a/", false},
      {"SOCKS4a://p", "http://a/", false},
  };
  for (const Case& row : cases) {
    EXPECT_EQ(is_asked_for_whole_url(row.proxy, *url::parse(row.url)), row.is_whole)
        << row.proxy << ' ' << row.url;
  }
}

}  // namespace
}  // namespace onward::client
