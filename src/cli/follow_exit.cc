// SPDX-License-Identifier: MIT
// 10 to 29: redirects that are not followed. 30 to 49: transfers that failed. Numbers are never
// given twice, and a reason that has none yet is 29 or 49.
#include "cli/follow_exit.h"

namespace onward::cli {
namespace {

using redirect::Reason;

struct ReasonRow {
  Reason reason;
  int code;
};

constexpr ReasonRow kReasons[] = {
    {Reason::NotRedirect, 0},
    {Reason::NoLocation, 10},
    {Reason::BadLocation, 11},
    {Reason::LocationsDiffer, 12},
    {Reason::UnsupportedScheme, 13},
    {Reason::Limit, 14},
    {Reason::Loop, 15},
    {Reason::Downgrade, 16},
    {Reason::CrossOriginRefused, 17},
    {Reason::MethodRefused, 18},
    {Reason::ContentNotReplayable, 19},
    {Reason::CredentialsInLocation, 20},
};
constexpr int kOtherReason = 29;

struct FailureRow {
  ErrorCode code;
  int exit;
};

constexpr FailureRow kFailures[] = {
    {ErrorCode::ClientMisuse, 2},          {ErrorCode::ContentUnreadable, 3},
    {ErrorCode::ClientReceiverRefused, 3}, {ErrorCode::ClientNameUnresolved, 30},
    {ErrorCode::ClientNotConnected, 31},   {ErrorCode::ClientTls, 32},
    {ErrorCode::ClientProxy, 33},          {ErrorCode::ClientTimedOut, 34},
    {ErrorCode::ClientSendBroken, 35},     {ErrorCode::ClientAnswerMissing, 36},
    {ErrorCode::ClientAnswerBroken, 37},   {ErrorCode::ClientAnswerInvalid, 38},
    {ErrorCode::ClientAddressRefused, 39}, {ErrorCode::ClientNotRepeated, 40},
    {ErrorCode::ContentChanged, 41},
};
constexpr int kOtherFailure = 49;

}  // namespace

ExitCode exit_code(redirect::Reason reason) {
  for (const ReasonRow& row : kReasons) {
    if (row.reason == reason) return static_cast<ExitCode>(row.code);
  }
  return static_cast<ExitCode>(kOtherReason);
}

ExitCode exit_code(ErrorCode code) {
  for (const FailureRow& row : kFailures) {
    if (row.code == code) return static_cast<ExitCode>(row.exit);
  }
  return static_cast<ExitCode>(kOtherFailure);
}

ExitCode exit_code(const client::Outcome& outcome) {
  switch (outcome.ending) {
    case client::Ending::Done:
      return ExitCode::Yes;
    case client::Ending::Stopped:
      return exit_code(outcome.reason);
    case client::Ending::Failed:
      return exit_code(outcome.failure.code);
    case client::Ending::Interrupted:
      break;
  }
  constexpr int kInterrupted = 130;  // 128 and SIGINT, as shells have it
  return static_cast<ExitCode>(kInterrupted);
}

}  // namespace onward::cli
