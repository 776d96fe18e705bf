// What differs between the libtorch versions from 1.13 on: little, because operators are found by name.
#pragma once

#include <type_traits>

#include <ATen/Context.h>
#include <torch/version.h>

inline void synchronize_cuda(int32_t index) {
  at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(index));
}

// A truth value at first, a choice of three from 2.10 on.
template <class Option>
bool reduces(Option option) {
  if constexpr (std::is_same_v<Option, bool>) return option;
  else return option == Option::AllowReducedPrecisionWithSplitK;
}

inline bool half_sums(at::Context& context) { return reduces(context.allowFP16ReductionCuBLAS()); }

inline void set_half_sums(at::Context& context, bool on) { context.setAllowFP16ReductionCuBLAS(on); }
