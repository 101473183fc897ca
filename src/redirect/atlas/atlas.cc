// SPDX-License-Identifier: MIT
// The families in one table, made once and never changed. User-Agent (RFC 9110 §10.1.5) is a list
// of products, the most significant first; an entry's `agent` is looked for where one may begin.
#include "onward/redirect/atlas.h"

#include "redirect/atlas/words.h"

#include <algorithm>
#include <iterator>

namespace onward::redirect::atlas {
namespace {

std::vector<Client> all_clients() {
  std::vector<Client> all;
  for (const auto family :
       {curl_clients, command_line_clients, python_clients, node_clients, go_clients, jvm_clients,
        ruby_clients, php_clients, perl_clients, native_clients, browser_clients}) {
    std::ranges::move(family(), std::back_inserter(all));
  }
  for (Client& client : all) {
    client.policy.name = client.id;
    client.policy.userinfo = Userinfo::Used;  // how they read it is part of `location`
  }
  return all;
}

// Where `agent` begins a product of `user_agent`; npos where it does not.
std::size_t place_of(std::string_view agent, std::string_view user_agent) {
  for (std::size_t at = 0; (at = user_agent.find(agent, at)) != user_agent.npos; ++at) {
    if (at == 0 || user_agent[at - 1] == ' ') return at;
  }
  return user_agent.npos;
}

}  // namespace

std::span<const Client> clients() {
  static const std::vector<Client> kClients = all_clients();
  return kClients;
}

const Client* find(std::string_view id) {
  const auto found = std::ranges::find(clients(), id, &Client::id);
  return found == clients().end() ? nullptr : &*found;
}

const Client* recognise(std::string_view user_agent) {
  const Client* best = nullptr;
  for (const Client& client : clients()) {
    if (client.agent.empty() || place_of(client.agent, user_agent) == user_agent.npos) continue;
    if (best == nullptr || client.agent.size() > best->agent.size()) best = &client;
  }
  return best;
}

}  // namespace onward::redirect::atlas
