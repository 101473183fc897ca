// SPDX-License-Identifier: MIT
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

// What can go wrong, as a value.
//
//   onward::Result<onward::url::Url> r = onward::url::parse("http://exa mple/");
//   if (!r) {
//     onward::message(r.error().code);  // "a forbidden character stands in the host name"
//     r.error().offset;                 // where in the input, in bytes
//   }
//
// An Error holds no text and no input, so it may be shown to a peer as it is. An outcome that is
// an answer ("no rule matched", "not a redirect", "the pattern does not match") is not an error.
namespace onward {

/// Whose fault an error is; a caller that only forwards errors never needs to look.
enum class ErrorKind : std::uint8_t {
  BadInput,     ///< bytes from a peer or a file are not what the standard allows
  Misuse,       ///< the caller asked for something that the interface does not offer
  Environment,  ///< the machine refused: a file, a socket, memory
};

/// Every error of the library, grouped by module. Numbers are not stable before 1.0; names are.
enum class ErrorCode : std::uint16_t {
  // url: the URL parser (WHATWG URL, "basic URL parser")
  UrlTooLong,         ///< the input is longer than url::kMaxInputBytes
  UrlRelative,        ///< no scheme, and no base to resolve against
  UrlBaseOpaque,      ///< the base has an opaque path (mailto:, data:), so only "#..." resolves
  UrlHostMissing,     ///< a special scheme or a port or credentials, but no host
  UrlPortInvalid,     ///< the port is not made of digits
  UrlPortOutOfRange,  ///< the port is above 65,535
  // url: the host parser
  HostForbidden,     ///< a forbidden host (or domain) code point
  HostInvalidUtf8,   ///< the percent-decoded domain is not UTF-8
  HostIdna,          ///< UTS 46 refuses the domain
  HostEmpty,         ///< the domain is empty after UTS 46
  HostIpv4Invalid,   ///< ends in a number, but is no IPv4 address
  HostIpv6Unclosed,  ///< "[" without "]"
  HostIpv6Invalid,   ///< not an IPv6 address between the brackets
  // url: URLPattern
  PatternTooLong,            ///< a pattern string is longer than url::kMaxPatternBytes
  PatternSyntax,             ///< the pattern string's grammar
  PatternDuplicateName,      ///< two groups of one component share a name
  PatternRegexpSyntax,       ///< a regular-expression group is not a valid ECMAScript expression
  PatternRegexpUnsupported,  ///< valid in ECMAScript, but RE2 has no expression of the same meaning
  PatternTooComplex,         ///< more repetition, nesting or memory than the matcher allows
  PatternBaseUnexpected,     ///< a base URL beside an init that is not a string
  PatternBaseMissing,        ///< a relative constructor string without a base URL
  PatternInvalidComponent,   ///< a component's value can't be made canonical (host, port, protocol)
  // http: the start line and the target (RFC 9112 §3, §4)
  HttpMethodInvalid,       ///< the request line does not begin with a token and one space
  HttpMethodTooLong,       ///< the method is longer than http::kMaxMethodBytes
  HttpTargetInvalid,       ///< a byte that no target has: control, non-ASCII, # " < > \ ^ `
  HttpTargetTooLong,       ///< the target is longer than Limits::target_bytes
  HttpTargetForm,          ///< none of the four forms, or not one that goes with the method
  HttpTargetUserinfo,      ///< "user@" in the target
  HttpVersionInvalid,      ///< no HTTP version where one must stand
  HttpVersionUnsupported,  ///< a version other than 1.0 and 1.1
  HttpStatusInvalid,       ///< not three digits from 100 to 599
  HttpReasonInvalid,       ///< a control byte in the reason phrase
  // http: the field section (RFC 9112 §5)
  HttpLineEnding,         ///< CR without LF, or LF without CR
  HttpFieldNameInvalid,   ///< a field name that is no token, or a line without a colon
  HttpFieldNameSpace,     ///< whitespace before the colon
  HttpFieldFolded,        ///< a line that begins with whitespace
  HttpFieldValueInvalid,  ///< a control byte in a field value, or space at its ends when written
  HttpFieldRepeated,      ///< a field that may stand once stands twice
  HttpTooManyFields,      ///< more fields than Limits::fields
  HttpHeadTooLarge,       ///< a head longer than Limits::head_bytes
  // http: Host (RFC 9112 §3.2)
  HttpHostMissing,    ///< HTTP/1.1 without Host
  HttpHostRepeated,   ///< two Host fields
  HttpHostInvalid,    ///< not a host with or without a port
  HttpHostDisagrees,  ///< another host than the absolute-form target names
  // http: framing (RFC 9112 §6, §7)
  HttpLengthInvalid,       ///< Content-Length is not one decimal number
  HttpLengthRepeated,      ///< a second Content-Length
  HttpLengthAndCoding,     ///< Content-Length together with Transfer-Encoding
  HttpCodingInvalid,       ///< Transfer-Encoding is no list of codings that ends in one "chunked"
  HttpCodingUnsupported,   ///< a transfer coding other than chunked
  HttpCodingBeforeHttp11,  ///< Transfer-Encoding in HTTP/1.0
  HttpChunkSizeInvalid,    ///< a chunk does not begin with a hexadecimal size that fits
  HttpChunkLineInvalid,    ///< what stands behind a chunk's size is no extension
  HttpChunkLineTooLong,    ///< the chunk's line is longer than Limits::chunk_line_bytes
  HttpChunkOverhead,       ///< chunk lines far outweigh the content
  HttpChunkEndInvalid,     ///< no CR LF behind a chunk's content
  HttpTrailersTooLarge,    ///< a trailer section longer than Limits::trailer_bytes
  HttpTrailerForbidden,    ///< a framing or routing field among the trailers
  HttpIncomplete,          ///< the peer closed in the middle of a message
  HttpDateInvalid,         ///< none of the three forms of an HTTP-date
  // http: the writer
  HttpBufferFull,      ///< the buffer is too small for what is to be written
  HttpFieldReserved,   ///< Host, Content-Length and Transfer-Encoding are the writer's own
  HttpContentRefused,  ///< content, where this message can have none
  // rules: images of maps
  ImageForeign,         ///< the file does not begin as an image does
  ImageVersionUnknown,  ///< another version of the format, or what only another one has
  ImageSizeWrong,       ///< it is not as long as it says
  ImageBroken,          ///< a checksum does not hold, or a part lies outside of it
  ImageCompares,        ///< it compares paths otherwise than the rule that is to look it up
  ImageCrowded,         ///< keys lie further from their homes than a reader goes
  // redirect: a cache's text
  CacheVersionUnknown,  ///< it does not begin as a redirect cache of this version does
  CacheLineInvalid,     ///< a line is not what must stand there
  CacheUnfinished,      ///< it ends before its last line
  // config: what a SourceReader meets
  FileNotFound,    ///< there is no file of this name
  FileForbidden,   ///< the file may not be read by this user
  FileUnreadable,  ///< reading failed, or it is no file
  FileTooLarge,    ///< longer than the reader takes
  FileUnwritable,  ///< writing failed
  // gateway: what a server needs from the machine
  AddressInUse,         ///< another program listens there
  AddressForbidden,     ///< a port below 1024, without the right to it
  AddressNotAvailable,  ///< not an address of this machine
  AddressUnusable,      ///< it cannot be listened on, for another reason
  OutOfDescriptors,     ///< the limit of open files is reached
  ProgramNotStarted,    ///< a successor cannot be started: its file is gone, or no memory
  LogForbidden,         ///< no permission to write the access log
  LogUnwritable,        ///< the access log cannot be opened, for another reason
  UserUnknown,          ///< there is no user, or no group, of this name
  UserForbidden,        ///< only root can become another user
  // gateway: the certificates of TLS
  CertificateInvalid,      ///< the file has no certificate in PEM form
  CertificateKeyInvalid,   ///< the file has no key in PEM form, or one with a password
  CertificateKeyDiffers,   ///< the key belongs to another certificate
  CertificateWeak,         ///< the certificate or its chain is below 112 bits
  CertificateExpired,      ///< its time is over
  CertificateNotYetValid,  ///< its time has not begun
  ClientCaInvalid,         ///< the file has no certificate of a CA in PEM form
  // client: a request's content
  ContentUnreadable,  ///< reading it failed, or keeping it
  ContentChanged,     ///< its file is not what it was when it was first sent
  ContentGone,        ///< it can be read only once, and was
  // client: a transfer
  ClientMisuse,           ///< a request or options that cannot be, say HEAD with content
  ClientNameUnresolved,   ///< the name of the server, or of the proxy, has no address
  ClientNotConnected,     ///< nobody takes the connection
  ClientAddressRefused,   ///< Options::deny_private
  ClientTls,              ///< TLS: no common version, or a certificate that is not trusted
  ClientProxy,            ///< the proxy cannot be used, or does not let it through
  ClientTimedOut,         ///< Options::connect_timeout or max_time
  ClientSendBroken,       ///< the connection broke off while the request was sent
  ClientAnswerMissing,    ///< it broke off before the answer's head was whole
  ClientAnswerBroken,     ///< it broke off in the answer's content
  ClientAnswerInvalid,    ///< what came is no HTTP
  ClientNotRepeated,      ///< it broke off, and this method must not be repeated
  ClientReceiverRefused,  ///< the receiver took no more
  ClientTransport,        ///< another failure of the transport
};

/// An error: what, and where in the input it was noticed.
struct Error {
  ErrorCode code;
  /// Byte offset into the input of the call that failed; 0 where no place can be named.
  std::size_t offset = 0;

  friend bool operator==(const Error&, const Error&) = default;
};

/// The code's stable name in kebab-case, for logs and JSON: "host-ipv4-invalid".
std::string_view name(ErrorCode code);

/// One sentence without a full stop, for people; never holds input.
std::string_view message(ErrorCode code);

/// Whose fault it is.
ErrorKind kind(ErrorCode code);

/// The HTTP status a server would answer with (400, 414, …); 0 where the error never meets a peer.
int status_hint(ErrorCode code);

}  // namespace onward
