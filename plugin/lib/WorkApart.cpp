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

// --- The channel of the copy ---------------------------------------------------------------------

/// The copy writes parts. Each is a letter, the length of its text in decimal digits, a colon, and the text.
enum Part : char {
  Output = 'O',
  /// All errors of the thread, including those from before the copy.
  Errors = 'E',
  /// Why LLVM ends the process, and what it was doing.
  Reason = 'R',
  Place = 'P',
};

void write(raw_ostream &Stream, StringRef Text) { Stream << Text.size() << ':' << Text; }

/// Reads a number; 0 if there is none.
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

/// LLVM keeps a list of the current work of this thread, for its own crash reports. The innermost entry is the pass and
/// its function.
void writePlaceOfWork(int Channel) {
  auto *Innermost = static_cast<const PrettyStackTraceEntry *>(SavePrettyStackState());
  if (!Innermost)
    return;
  std::string Text;
  raw_string_ostream Stream(Text);
  Innermost->print(Stream);
  writePart(Channel, Place, Text);
}

/// rustc's own handler would print the reason and run the destructors of the process, of which this is a copy.
void endWithReason(void *Channel, const char *Why, bool) {
  int Number = static_cast<int>(reinterpret_cast<intptr_t>(Channel));
  writePart(Number, Reason, Why);
  writePlaceOfWork(Number);
  _exit(1);
}

/// The channel of this copy, for the handler of signals, which gets no arguments.
int ChannelOfSignals = -1;

/// Reports what the copy was doing, then lets the signal end it. If that hangs, because the heap is corrupt, an alarm
/// ends it.
void endBySignal(int Signal) {
  signal(SIGALRM, SIG_DFL);
  alarm(5);
  signal(Signal, SIG_DFL);
  writePlaceOfWork(ChannelOfSignals);
  raise(Signal);
}

void watchSignals(int Channel) {
  ChannelOfSignals = Channel;
  // After a stack overflow the stack has no room for a handler.
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

/// Back ends report some errors and continue. rustc's handler would send them to a thread that the copy does not have.
/// Here the first error ends the work like any other. Warnings and remarks are dropped.
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

/// The user's name of the function with this symbol. A kernel has the name of its body; the loops made from it have its
/// symbol with a suffix.
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
  bool CameToItsEnd = Options.work_apart(workInCopy, &Mine, &Said, &End);
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
  Options.release(Said);
  Options.release(End);
  if (!CameToItsEnd)
    Result.End = Where.empty() ? Why : Why + ", " + Where;
  return Result;
}

} // namespace offload
