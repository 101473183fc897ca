// SPDX-License-Identifier: MIT
// The one table of errors: name, kind, status and message of each code, in the enum's order.
// A test walks every code, so a row cannot be forgotten.
#include "onward/base/error.h"

#include <array>

namespace onward {
namespace {

struct Row {
  ErrorCode code;
  ErrorKind kind;
  int status;
  std::string_view name;
  std::string_view message;
};

using enum ErrorCode;
constexpr auto kInput = ErrorKind::BadInput;
constexpr auto kMisuse = ErrorKind::Misuse;
constexpr auto kMachine = ErrorKind::Environment;

// clang-format off
constexpr std::array kRows{
    Row{UrlTooLong, kInput, 414, "url-too-long", "the URL is longer than 2 MiB, or becomes longer than 8 MiB"},
    Row{UrlRelative, kInput, 400, "url-relative", "the URL has no scheme, and there is no base URL to resolve it against"},
    Row{UrlBaseOpaque, kInput, 400, "url-base-opaque", "the base URL has an opaque path, so only a fragment can be resolved against it"},
    Row{UrlHostMissing, kInput, 400, "url-host-missing", "the URL needs a host and has none"},
    Row{UrlPortInvalid, kInput, 400, "url-port-invalid", "the port is not a number"},
    Row{UrlPortOutOfRange, kInput, 400, "url-port-out-of-range", "the port is above 65535"},
    Row{HostForbidden, kInput, 400, "host-forbidden", "the host has a character that no host may have"},
    Row{HostInvalidUtf8, kInput, 400, "host-invalid-utf8", "the host is not UTF-8 after percent-decoding"},
    Row{HostIdna, kInput, 400, "host-idna", "the host is not a valid internationalized domain name (UTS 46)"},
    Row{HostEmpty, kInput, 400, "host-empty", "the host is empty once its invisible characters are removed"},
    Row{HostIpv4Invalid, kInput, 400, "host-ipv4-invalid", "the host ends in a number but is not an IPv4 address"},
    Row{HostIpv6Unclosed, kInput, 400, "host-ipv6-unclosed", "the host begins with '[' but does not end with ']'"},
    Row{HostIpv6Invalid, kInput, 400, "host-ipv6-invalid", "the text between '[' and ']' is not an IPv6 address"},
    Row{PatternTooLong, kInput, 0, "pattern-too-long", "the pattern is longer than 64 KiB"},
    Row{PatternSyntax, kInput, 0, "pattern-syntax", "the pattern does not follow URLPattern's grammar"},
    Row{PatternDuplicateName, kInput, 0, "pattern-duplicate-name", "two groups of one component have the same name"},
    Row{PatternRegexpSyntax, kInput, 0, "pattern-regexp-syntax", "the regular expression is not valid"},
    Row{PatternRegexpUnsupported, kInput, 0, "pattern-regexp-unsupported", "the regular expression uses a construct that RE2 cannot match with the same meaning"},
    Row{PatternTooComplex, kInput, 0, "pattern-too-complex", "the pattern has more than 100 groups, repeats more than 1000 times, nests too deep, or needs too much memory"},
    Row{PatternBaseUnexpected, kMisuse, 0, "pattern-base-unexpected", "a separate base URL goes with a string only; put it into the object's baseURL"},
    Row{PatternBaseMissing, kInput, 0, "pattern-base-missing", "the pattern is relative and there is no base URL"},
    Row{PatternInvalidComponent, kInput, 0, "pattern-invalid-component", "a component of the pattern is not a valid part of a URL"},
    Row{HttpMethodInvalid, kInput, 400, "http-method-invalid", "the request does not begin with a method and a space"},
    Row{HttpMethodTooLong, kInput, 501, "http-method-too-long", "the method is longer than any that is known"},
    Row{HttpTargetInvalid, kInput, 400, "http-target-invalid", "the request target has a character that must be percent-encoded"},
    Row{HttpTargetTooLong, kInput, 414, "http-target-too-long", "the request target is longer than the limit"},
    Row{HttpTargetForm, kInput, 400, "http-target-form", "the request target does not have a form that goes with the method"},
    Row{HttpTargetUserinfo, kInput, 400, "http-target-userinfo", "the request target holds a user name"},
    Row{HttpVersionInvalid, kInput, 400, "http-version-invalid", "the message does not name its HTTP version"},
    Row{HttpVersionUnsupported, kInput, 505, "http-version-unsupported", "the HTTP version is neither 1.0 nor 1.1"},
    Row{HttpStatusInvalid, kInput, 502, "http-status-invalid", "the status is not a number from 100 to 599"},
    Row{HttpReasonInvalid, kInput, 502, "http-reason-invalid", "the reason phrase has a control character"},
    Row{HttpLineEnding, kInput, 400, "http-line-ending", "a line does not end in CR LF"},
    Row{HttpFieldNameInvalid, kInput, 400, "http-field-name-invalid", "a field name is not a token followed by a colon"},
    Row{HttpFieldNameSpace, kInput, 400, "http-field-name-space", "whitespace stands before a field's colon"},
    Row{HttpFieldFolded, kInput, 400, "http-field-folded", "a field line begins with whitespace"},
    Row{HttpFieldValueInvalid, kInput, 400, "http-field-value-invalid", "a field value has a control character, or space at its ends"},
    Row{HttpFieldRepeated, kInput, 400, "http-field-repeated", "a field that may stand once stands twice"},
    Row{HttpTooManyFields, kInput, 431, "http-too-many-fields", "the message has more fields than the limit"},
    Row{HttpHeadTooLarge, kInput, 431, "http-head-too-large", "the head of the message is longer than the limit"},
    Row{HttpHostMissing, kInput, 400, "http-host-missing", "the request has no Host field"},
    Row{HttpHostRepeated, kInput, 400, "http-host-repeated", "the request has two Host fields"},
    Row{HttpHostInvalid, kInput, 400, "http-host-invalid", "the request names a host that is not valid"},
    Row{HttpHostDisagrees, kInput, 400, "http-host-disagrees", "the Host field and the request target name different hosts"},
    Row{HttpLengthInvalid, kInput, 400, "http-length-invalid", "the Content-Length is not one decimal number"},
    Row{HttpLengthRepeated, kInput, 400, "http-length-repeated", "the message has two Content-Length fields"},
    Row{HttpLengthAndCoding, kInput, 400, "http-length-and-coding", "the message has both Content-Length and Transfer-Encoding"},
    Row{HttpCodingInvalid, kInput, 400, "http-coding-invalid", "the Transfer-Encoding does not end in one chunked coding"},
    Row{HttpCodingUnsupported, kInput, 501, "http-coding-unsupported", "the message has a transfer coding other than chunked"},
    Row{HttpCodingBeforeHttp11, kInput, 400, "http-coding-before-http11", "the message has Transfer-Encoding, which HTTP/1.0 does not know"},
    Row{HttpChunkSizeInvalid, kInput, 400, "http-chunk-size-invalid", "a chunk does not begin with its size"},
    Row{HttpChunkLineInvalid, kInput, 400, "http-chunk-line-invalid", "a chunk's size is followed by something that is no extension"},
    Row{HttpChunkLineTooLong, kInput, 400, "http-chunk-line-too-long", "a chunk's first line is longer than the limit"},
    Row{HttpChunkOverhead, kInput, 400, "http-chunk-overhead", "the chunks are too small for the lines around them"},
    Row{HttpChunkEndInvalid, kInput, 400, "http-chunk-end-invalid", "a chunk does not end where its size says"},
    Row{HttpTrailersTooLarge, kInput, 431, "http-trailers-too-large", "the trailer section is longer than the limit"},
    Row{HttpTrailerForbidden, kInput, 400, "http-trailer-forbidden", "a trailer field has a name that only a head may have"},
    Row{HttpIncomplete, kInput, 400, "http-incomplete", "the connection was closed in the middle of a message"},
    Row{HttpDateInvalid, kInput, 400, "http-date-invalid", "the date has none of HTTP's three forms"},
    Row{HttpBufferFull, kMisuse, 0, "http-buffer-full", "the buffer is too small for the message"},
    Row{HttpFieldReserved, kMisuse, 0, "http-field-reserved", "Host, Content-Length and Transfer-Encoding are set by the writer, and once"},
    Row{HttpContentRefused, kMisuse, 0, "http-content-refused", "this message cannot have content"},
    Row{ImageForeign, kInput, 0, "image-foreign", "the file is no image of a map"},
    Row{ImageVersionUnknown, kInput, 0, "image-version-unknown", "the image is of another version of the format"},
    Row{ImageSizeWrong, kInput, 0, "image-size-wrong", "the image was cut off, or is still being written"},
    Row{ImageBroken, kInput, 0, "image-broken", "the image is broken: its bytes are not those that were written"},
    Row{ImageCompares, kMisuse, 0, "image-compares", "the image compares paths otherwise than the rule"},
    Row{ImageCrowded, kInput, 0, "image-crowded", "the image's keys collide"},
    Row{CacheVersionUnknown, kInput, 0, "cache-version-unknown", "this is no redirect cache, or one of another version"},
    Row{CacheLineInvalid, kInput, 0, "cache-line-invalid", "the line is not what must stand there in a redirect cache"},
    Row{CacheUnfinished, kInput, 0, "cache-unfinished", "the redirect cache ends before its last line"},
    Row{FileNotFound, kMachine, 0, "file-not-found", "there is no such file"},
    Row{FileForbidden, kMachine, 0, "file-forbidden", "the file may not be read"},
    Row{FileUnreadable, kMachine, 0, "file-unreadable", "the file cannot be read"},
    Row{FileTooLarge, kMachine, 0, "file-too-large", "the file is longer than the limit"},
    Row{FileUnwritable, kMachine, 0, "file-unwritable", "the file can't be written"},
    Row{AddressInUse, kMachine, 0, "address-in-use", "another program listens there; stop it, or choose another port"},
    Row{AddressForbidden, kMachine, 0, "address-forbidden", "a port below 1024 needs root or the capability CAP_NET_BIND_SERVICE; choose a higher one"},
    Row{AddressNotAvailable, kMachine, 0, "address-not-available", "this machine has no such address; use one of its own, or 0.0.0.0 or [::] for all"},
    Row{AddressUnusable, kMachine, 0, "address-unusable", "the system refuses to listen there"},
    Row{OutOfDescriptors, kMachine, 0, "out-of-descriptors", "the limit of open files is reached; raise it (ulimit -n)"},
    Row{ProgramNotStarted, kMachine, 0, "program-not-started", "the program cannot be started; is its file still there, and executable?"},
    Row{LogForbidden, kMachine, 0, "log-forbidden", "there is no permission to write this file"},
    Row{LogUnwritable, kMachine, 0, "log-unwritable", "this file cannot be written: its folder is missing, or it is a folder or a pipe that nobody reads"},
    Row{UserUnknown, kMachine, 0, "user-unknown", "there is no user, or no group, of this name"},
    Row{UserForbidden, kMachine, 0, "user-forbidden", "only root can become another user; start it as root, or without a user"},
    Row{CertificateInvalid, kMachine, 0, "certificate-invalid", "the file does not begin with a certificate in PEM form; it needs the server's own, then those of the CAs in between"},
    Row{CertificateKeyInvalid, kMachine, 0, "certificate-key-invalid", "the file has no private key in PEM form, or one with a password; take the password away (openssl pkey)"},
    Row{CertificateKeyDiffers, kMachine, 0, "certificate-key-differs", "the key does not belong to the first certificate of the file beside it; was one of them renewed without the other?"},
    Row{CertificateWeak, kMachine, 0, "certificate-weak", "the key or a signature of the chain is too weak to be served; renew it with ECDSA P-256, or RSA of at least 2048 bits, and SHA-256"},
    Row{CertificateExpired, kMachine, 0, "certificate-expired", "the certificate has expired, and clients refuse it; renew it and reload"},
    Row{CertificateNotYetValid, kMachine, 0, "certificate-not-yet-valid", "the certificate is not valid yet, and clients refuse it; is the machine's clock right?"},
    Row{ClientCaInvalid, kMachine, 0, "client-ca-invalid", "the file has no certificate in PEM form; it needs those of the CAs whose clients are let in"},
    Row{ContentUnreadable, kMachine, 0, "content-unreadable", "the content of the request cannot be read"},
    Row{ContentChanged, kMachine, 0, "content-changed", "the file was changed while it was being sent"},
    Row{ContentGone, kMisuse, 0, "content-gone", "the content can be read only once, and that has happened"},
    Row{ClientMisuse, kMisuse, 0, "client-misuse", "this request cannot be sent"},
    Row{ClientNameUnresolved, kMachine, 0, "client-name-unresolved", "the name of the server has no address"},
    Row{ClientNotConnected, kMachine, 0, "client-not-connected", "no connection to the server can be made"},
    Row{ClientAddressRefused, kMachine, 0, "client-address-refused", "the address of the server is none that may be connected to"},
    Row{ClientTls, kMachine, 0, "client-tls", "no trusted TLS connection to the server can be made"},
    Row{ClientProxy, kMachine, 0, "client-proxy", "there is no way through the proxy"},
    Row{ClientTimedOut, kMachine, 0, "client-timed-out", "the time is up"},
    Row{ClientSendBroken, kMachine, 0, "client-send-broken", "the connection broke off while the request was being sent"},
    Row{ClientAnswerMissing, kMachine, 0, "client-answer-missing", "the connection was closed before an answer came"},
    Row{ClientAnswerBroken, kMachine, 0, "client-answer-broken", "the connection broke off in the middle of the answer"},
    Row{ClientAnswerInvalid, kInput, 0, "client-answer-invalid", "what the server sent is not valid HTTP"},
    Row{ClientNotRepeated, kMachine, 0, "client-not-repeated", "the connection was closed before an answer came, and a request of this method is not repeated"},
    Row{ClientReceiverRefused, kMisuse, 0, "client-receiver-refused", "the answer could not be taken"},
    Row{ClientTransport, kMachine, 0, "client-transport", "the transfer failed"},
};
// clang-format on

const Row& row(ErrorCode code) { return kRows[static_cast<std::size_t>(code)]; }

constexpr bool in_order() {
  for (std::size_t i = 0; i < kRows.size(); ++i) {
    if (static_cast<std::size_t>(kRows[i].code) != i) return false;
  }
  return true;
}
static_assert(in_order(), "kRows must stand in the order of ErrorCode");

}  // namespace

std::string_view name(ErrorCode code) { return row(code).name; }
std::string_view message(ErrorCode code) { return row(code).message; }
ErrorKind kind(ErrorCode code) { return row(code).kind; }
int status_hint(ErrorCode code) { return row(code).status; }

}  // namespace onward
