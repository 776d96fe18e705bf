// The C interface between C# and libtorch: what the parts of the shim share.
#pragma once

#include <cstdint>
#include <exception>
#include <string>

#include <ATen/core/Tensor.h>

#include "versions.h"

#define SEG_API extern "C" __attribute__((visibility("default")))

// An argument or a result. Tensors travel as handles, which C# gives back.
namespace tag {
enum : int32_t { None, Tensor, Int, Double, Bool, String, Ints, Doubles, Bools, Tensors, Device, Generator };
}

struct Value {
  int32_t tag;
  int32_t count;  // of a string or list; of a device its index
  union {
    int64_t i;
    double d;
    const void* p;
  };
};

// Every object on the C# side has a handle of its own: a tensor on the heap, one reference to the TensorImpl.
inline const at::Tensor& tensor_of(const void* handle) {
  static const at::Tensor undefined;
  return handle ? *static_cast<const at::Tensor*>(handle) : undefined;
}

inline void* hand_over(at::Tensor tensor) { return tensor.defined() ? new at::Tensor(std::move(tensor)) : nullptr; }

// The text of the last failure on this thread, for C# to fetch.
void remember(const char* text);

// Nothing that libtorch throws may pass through C#: it ends the process there.
template <class Result, class Body>
Result guarded(Result failed, Body&& body) noexcept {
  try {
    return body();
  } catch (const c10::Error& error) {
    remember(error.what_without_backtrace());
  } catch (const std::exception& error) {
    remember(error.what());
  } catch (...) {
    remember("libtorch failed without saying why");
  }
  return failed;
}
