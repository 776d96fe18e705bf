// What differs between libtorch 1.13 and 2.11.
#pragma once

#include <ATen/Context.h>
#include <torch/version.h>

#define TORCH_AT_LEAST(major, minor) \
  (TORCH_VERSION_MAJOR > (major) || (TORCH_VERSION_MAJOR == (major) && TORCH_VERSION_MINOR >= (minor)))

inline void synchronize_cuda(int32_t index) {
  at::detail::getCUDAHooks().deviceSynchronize(static_cast<c10::DeviceIndex>(index));
}

inline bool half_sums(at::Context& context) { return context.allowFP16ReductionCuBLAS(); }

inline void set_half_sums(at::Context& context, bool on) { context.setAllowFP16ReductionCuBLAS(on); }
