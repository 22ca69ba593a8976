//===- WorkApart.cpp - LLVM works in a copy of the process ------------------------------------===//

#include "WorkApart.h"
#include "Contract/KernelBody.h"
#include "Diagnostics/Diagnostics.h"
#include "Lines/RustSymbols.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/IR/DiagnosticHandler.h"
#include "llvm/IR/DiagnosticInfo.h"
#include "llvm/IR/DiagnosticPrinter.h"
#include "llvm/IR/LLVMContext.h"
#include "llvm/IR/Module.h"
#include "llvm/Support/ErrorHandling.h"
#include "llvm/Support/PrettyStackTrace.h"
#include "llvm/Support/raw_ostream.h"
#include <csignal>
#include <unistd.h>

using namespace llvm;

namespace offload {
namespace {

// --- What the copy says --------------------------------------------------------------------------

/// The copy writes parts, each a letter, the length of its text in decimal digits with a colon behind them, and the text.
enum Part : char {
  Output = 'O',
  /// The errors of the thread, as a whole: they took those from before along.
  Errors = 'E',
  /// Why LLVM ends the process, and where it was at work.
  Reason = 'R',
  Place = 'P',
};

void write(raw_ostream &Stream, StringRef Text) { Stream << Text.size() << ':' << Text; }

/// 0 for what is no number.
size_t readNumber(StringRef &Rest) {
  size_t Number = 0;
  return Rest.consumeInteger(10, Number) || !Rest.consume_front(":") ? 0 : Number;
}

StringRef read(StringRef &Rest) {
  size_t Length = readNumber(Rest);
  StringRef Text = Rest.take_front(Length);
  Rest = Rest.drop_front(Text.size());
  return Text;
}

void writePart(int Channel, Part Kind, StringRef Text) {
  raw_fd_ostream Stream(Channel, /*shouldClose=*/false);
  Stream << Kind;
  write(Stream, Text);
}

template <typename Texts> void writeAll(raw_ostream &Stream, const Texts &All) {
  Stream << All.size() << ':';
  for (const std::string &Text : All)
    write(Stream, Text);
}

template <typename Texts> void readAll(StringRef &Rest, Texts &All) {
  for (size_t Count = readNumber(Rest); Count > 0; --Count)
    All.push_back(read(Rest).str());
}

std::string packed(ArrayRef<Error> All) {
  std::string Text;
  raw_string_ostream Stream(Text);
  for (const Error &E : All) {
    Stream << static_cast<int>(E.Id) << ':';
    writeAll(Stream, E.Arguments);
    write(Stream, E.Place);
    Stream << E.Chain.size() << ':';
    for (const ChainLink &Link : E.Chain) {
      Stream << Link.IsCall << ':';
      write(Stream, Link.Caller);
    }
    write(Stream, E.Cause);
    write(Stream, E.Package);
    Stream << E.MorePlaces << ':';
    writeAll(Stream, E.AlsoAt);
    writeAll(Stream, E.AlsoIn);
  }
  return Text;
}

SmallVector<Error, 0> unpacked(StringRef Rest) {
  SmallVector<Error, 0> All;
  int Id = 0;
  while (!Rest.consumeInteger(10, Id) && Rest.consume_front(":")) {
    Error E{static_cast<ErrorId>(Id), {}, "", {}};
    readAll(Rest, E.Arguments);
    E.Place = read(Rest).str();
    for (size_t Links = readNumber(Rest); Links > 0; --Links) {
      bool IsCall = readNumber(Rest) != 0;
      E.Chain.push_back({read(Rest).str(), IsCall});
    }
    E.Cause = read(Rest).str();
    E.Package = read(Rest).str();
    E.MorePlaces = readNumber(Rest);
    readAll(Rest, E.AlsoAt);
    readAll(Rest, E.AlsoIn);
    All.push_back(std::move(E));
  }
  return All;
}

// --- In the copy ---------------------------------------------------------------------------------

/// LLVM keeps a list of what this thread is at work on, for its own crash reports. The innermost is the pass and its function.
void writePlaceOfWork(int Channel) {
  auto *Innermost = static_cast<const PrettyStackTraceEntry *>(SavePrettyStackState());
  if (!Innermost)
    return;
  std::string Text;
  raw_string_ostream Stream(Text);
  Innermost->print(Stream);
  writePart(Channel, Place, Text);
}

/// rustc's own handler would print the reason and run the destructors of the process, whose copy this is.
void endWithReason(void *Channel, const char *Why, bool) {
  int Number = static_cast<int>(reinterpret_cast<intptr_t>(Channel));
  writePart(Number, Reason, Why);
  writePlaceOfWork(Number);
  _exit(1);
}

/// The channel of this copy, for the handler of signals, which nobody hands anything.
int ChannelOfSignals = -1;

/// Says where the copy was at work, then lets the signal end it. If that hangs, because the heap is what is broken, an alarm does.
void endBySignal(int Signal) {
  signal(SIGALRM, SIG_DFL);
  alarm(5);
  signal(Signal, SIG_DFL);
  writePlaceOfWork(ChannelOfSignals);
  raise(Signal);
}

void watchSignals(int Channel) {
  ChannelOfSignals = Channel;
  // A stack that has overflowed has no room for a handler.
  static char Stack[1 << 16];
  stack_t Alternative{};
  Alternative.ss_sp = Stack;
  Alternative.ss_size = sizeof(Stack);
  sigaltstack(&Alternative, nullptr);
  for (int Signal : {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP}) {
    struct sigaction Action{};
    Action.sa_handler = endBySignal;
    Action.sa_flags = SA_ONSTACK | SA_NODEFER;
    sigaction(Signal, &Action, nullptr);
  }
}

/// Back ends report some errors and go on. rustc's handler would send them to a thread that the copy does not have; here the first
/// ends the work like any other. Warnings and remarks are dropped.
struct EndAtError : DiagnosticHandler {
  explicit EndAtError(void *Channel) : DiagnosticHandler(Channel) {}

  bool handleDiagnostics(const DiagnosticInfo &Info) override {
    if (Info.getSeverity() != DS_Error)
      return true;
    std::string Text;
    raw_string_ostream Stream(Text);
    DiagnosticPrinterRawOStream Printer(Stream);
    Info.print(Printer);
    endWithReason(DiagnosticContext, Text.c_str(), false);
    return true;
  }
};

struct Job {
  LLVMContext &Context;
  function_ref<SmallVector<char, 0>()> Work;
};

void workInCopy(void *Data, int Channel) {
  Job &Mine = *static_cast<Job *>(Data);
  void *Number = reinterpret_cast<void *>(static_cast<intptr_t>(Channel));
  remove_fatal_error_handler();
  install_fatal_error_handler(endWithReason, Number);
  remove_bad_alloc_error_handler();
  install_bad_alloc_error_handler(endWithReason, Number);
  watchSignals(Channel);
  Mine.Context.setDiagnosticHandler(std::make_unique<EndAtError>(Number));
  SmallVector<char, 0> Made = Mine.Work();
  writePart(Channel, Errors, packed(keptErrors()));
  writePart(Channel, Output, StringRef(Made.data(), Made.size()));
}

// --- In the process itself -----------------------------------------------------------------------

/// The user's name of the function with this symbol. A kernel's own is that of its body; loops made of it have its symbol and a suffix.
std::string functionName(const Module &M, StringRef Symbol) {
  const Function *Body = M.getFunction(Symbol.split('.').first);
  if (Body && Body->hasFnAttribute(NameAttribute))
    return kernelName(*Body);
  size_t Mangled = Symbol.find("_R");
  return Mangled == StringRef::npos ? Symbol.str() : readableName(Symbol.substr(Mangled));
}

/// `Running pass 'X' on function '@_R…'` with the name that the user wrote.
std::string readable(const Module &M, StringRef PlaceOfWork) {
  std::string Text;
  while (!PlaceOfWork.empty()) {
    StringRef Word = PlaceOfWork.take_while([](char C) { return isAlnum(C) || C == '_' || C == '.' || C == '$'; });
    if (Word.empty())
      Word = PlaceOfWork.take_front(1);
    if (Word != "@")
      Text += functionName(M, Word);
    PlaceOfWork = PlaceOfWork.drop_front(Word.size());
  }
  StringRef Trimmed = StringRef(Text).trim();
  Trimmed.consume_back(".");
  return "while " + Trimmed.take_front(1).lower() + Trimmed.drop_front(1).str();
}

} // namespace

WorkedApart workApart(const OffloadOptions &Options, Module &M, function_ref<SmallVector<char, 0>()> Work) {
  Job Mine{M.getContext(), Work};
  OffloadBytes Said{}, End{};
  bool CameToItsEnd = Options.work_apart(Options.context, workInCopy, &Mine, &Said, &End);
  StringRef Rest(reinterpret_cast<const char *>(Said.data), Said.length);
  WorkedApart Result;
  std::string Why(reinterpret_cast<const char *>(End.data), End.length), Where;
  while (!Rest.empty()) {
    char Kind = Rest.front();
    Rest = Rest.drop_front();
    StringRef Text = read(Rest);
    if (Kind == Output)
      Result.Output.assign(Text.begin(), Text.end());
    else if (Kind == Errors)
      keepErrors(unpacked(Text));
    else if (Kind == Reason)
      Why = Text.split('\n').first.str();
    else if (Kind == Place)
      Where = readable(M, Text);
  }
  Options.release(Options.context, Said);
  Options.release(Options.context, End);
  if (!CameToItsEnd)
    Result.End = Where.empty() ? Why : Why + ", " + Where;
  return Result;
}

} // namespace offload
