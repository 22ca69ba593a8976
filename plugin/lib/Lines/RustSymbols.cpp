//===- RustSymbols.cpp - what Rust's symbols say ----------------------------------------------===//

#include "Lines/RustSymbols.h"
#include "llvm/ADT/StringExtras.h"
#include "llvm/Demangle/Demangle.h"

using namespace llvm;

namespace offload {
StringRef pathBelowCrate(StringRef Symbol) {
  if (!Symbol.consume_front("_R"))
    return "";
  Symbol.consume_front("I"); // An instance: arguments and the crate it was made for stand behind the path.
  while (Symbol.consume_front("N"))
    Symbol = Symbol.drop_front(); // The namespace: v for values, t for types.
  if (!Symbol.consume_front("C"))
    return "";
  if (Symbol.consume_front("s"))
    Symbol = Symbol.drop_until([](char C) { return C == '_'; }).drop_front();
  return Symbol;
}

/// Takes a v0 `<identifier>` without its disambiguator off the front: a length in decimal, and as many bytes.
static StringRef takeIdentifier(StringRef &Symbol) {
  unsigned Length = 0;
  if (Symbol.consumeInteger(10, Length))
    return "";
  Symbol.consume_front("_"); // It stands before a name that begins with a digit or another one.
  StringRef Name = Symbol.take_front(Length);
  Symbol = Symbol.drop_front(Name.size());
  return Name;
}

/// The crate of `Trait` in the name `<Type as Trait>::item`; `Type` may be of any length and shape.
static std::string crateOfTrait(StringRef Name) {
  unsigned Depth = 0;
  for (size_t I = 0; I < Name.size(); ++I) {
    Depth += Name[I] == '<';
    Depth -= Name[I] == '>' && Depth > 0 && Name[I - 1] != '-';
    if (StringRef Rest = Name.drop_front(I); Depth == 1 && Rest.consume_front(" as "))
      return Rest.take_while([](char C) { return isAlnum(C) || C == '_'; }).str();
  }
  return "";
}

std::string crateOf(StringRef Symbol) {
  StringRef Path = Symbol;
  if (!Path.consume_front("_R"))
    return "";
  // Descends to the root of the path: instances, members of modules, and impls, whose own path precedes their type.
  while (!Path.empty()) {
    char Tag = Path.front();
    Path = Path.drop_front();
    if (Tag == 'N')
      Path = Path.drop_front();
    bool HasDisambiguator = (Tag == 'C' || Tag == 'M' || Tag == 'X') && Path.starts_with("s");
    if (HasDisambiguator)
      Path = Path.drop_until([](char C) { return C == '_'; }).drop_front();
    if (Tag == 'C')
      return takeIdentifier(Path).str();
    // An item that a trait provides: a type, which has to be skipped, then the trait's path.
    if (Tag == 'Y')
      return crateOfTrait(demangle(Symbol));
    if (!StringRef("INMX").contains(Tag))
      return "";
  }
  return "";
}

std::string readableName(StringRef Symbol) {
  // LLVM appends ".llvm.<hash>" if ThinLTO promotes a symbol, ".<number>" if it splits or clones a function: no v0
  // symbol has a dot.
  std::string Name = demangle(Symbol.starts_with("_R") ? Symbol.split('.').first : Symbol);
  // The v0 demangler prints crate disambiguators, `crate[1a2b3c]::item`; people don't write them.
  std::string Result;
  for (size_t I = 0; I < Name.size(); ++I) {
    if (Name[I] == '[') {
      size_t End = Name.find(']', I);
      bool IsHash = End != std::string::npos && End - I > 8 &&
                    StringRef(Name).slice(I + 1, End).find_if_not(isHexDigit) == StringRef::npos;
      if (IsHash) {
        I = End;
        continue;
      }
    }
    Result += Name[I];
  }
  // A macro wrote the item into `const _: () = { … }`.
  constexpr StringLiteral Unnamed = "::_::";
  for (size_t Position = Result.find(Unnamed); Position != std::string::npos; Position = Result.find(Unnamed, Position))
    Result.erase(Position, Unnamed.size() - 2);
  return Result;
}

std::string withoutArguments(StringRef Name) {
  constexpr size_t LongestWhole = 80;
  if (Name.size() <= LongestWhole)
    return Name.str();
  std::string Short;
  unsigned Depth = 0;
  for (size_t I = 0; I < Name.size(); ++I) {
    bool IsArrow = Name[I] == '>' && I > 0 && Name[I - 1] == '-';
    // `<T as Trait>` at the beginning of a path is not a list of arguments.
    bool OpensArguments = Name[I] == '<' && I > 0 && (isAlnum(Name[I - 1]) || Name[I - 1] == '_' || Name[I - 1] == ':');
    if (Depth > 0) {
      Depth += Name[I] == '<';
      Depth -= Name[I] == '>' && !IsArrow;
    } else if (OpensArguments) {
      Depth = 1;
      while (StringRef(Short).ends_with(":"))
        Short.pop_back();
    } else {
      Short += Name[I];
    }
  }
  return Short;
}

} // namespace offload
