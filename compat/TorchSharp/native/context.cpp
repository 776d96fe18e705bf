// What belongs to the thread or the process: gradient modes, generators, threads, CUDA, switches.
#include "segtorch.h"

#include <ATen/CPUGeneratorImpl.h>
#include <ATen/Context.h>
#include <ATen/Parallel.h>
#include <c10/core/DefaultDtype.h>
#include <c10/core/GradMode.h>
#include <c10/core/InferenceMode.h>
#include <c10/core/impl/VirtualGuardImpl.h>

namespace {
thread_local std::string failure;

at::Generator& generator(void* handle) { return *static_cast<at::Generator*>(handle); }

c10::Device device_of(int32_t type, int32_t index) { return {static_cast<c10::DeviceType>(type), static_cast<c10::DeviceIndex>(index)}; }
}  // namespace

void remember(const char* text) { failure = text; }

SEG_API const char* seg_failure() { return failure.c_str(); }

SEG_API const char* seg_version() { return TORCH_VERSION; }

SEG_API int32_t seg_grad_enabled() { return c10::GradMode::is_enabled(); }

SEG_API void seg_enable_grad(int32_t enabled) { c10::GradMode::set_enabled(enabled != 0); }

SEG_API int32_t seg_inference_enabled() { return c10::InferenceMode::is_enabled(); }

SEG_API void* seg_enter_inference(int32_t enabled) { return new c10::InferenceMode(enabled != 0); }

SEG_API void seg_leave_inference(void* mode) { delete static_cast<c10::InferenceMode*>(mode); }

SEG_API void* seg_default_generator(int32_t type, int32_t index) {
  return guarded<void*>(nullptr, [&] { return new at::Generator(at::globalContext().defaultGenerator(device_of(type, index))); });
}

SEG_API void* seg_new_generator(int32_t type, int32_t index, uint64_t seed) {
  return guarded<void*>(nullptr, [&] {
    auto made = at::globalContext().defaultGenerator(device_of(type, index)).clone();
    made.set_current_seed(seed);
    return new at::Generator(std::move(made));
  });
}

SEG_API void seg_free_generator(void* handle) { delete static_cast<at::Generator*>(handle); }

SEG_API int32_t seg_set_seed(void* handle, uint64_t seed) {
  return guarded(-1, [&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    generator(handle).set_current_seed(seed);
    return 0;
  });
}

SEG_API uint64_t seg_seed(void* handle, int32_t fresh) {
  return guarded<uint64_t>(0, [&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    return fresh ? generator(handle).seed() : generator(handle).current_seed();
  });
}

SEG_API void* seg_generator_state(void* handle) {
  return guarded<void*>(nullptr, [&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    return hand_over(generator(handle).get_state());
  });
}

SEG_API int32_t seg_set_generator_state(void* handle, const void* state) {
  return guarded(-1, [&] {
    std::lock_guard<std::mutex> lock(generator(handle).mutex());
    generator(handle).set_state(tensor_of(state));
    return 0;
  });
}

// Seeds the generators of every device.
SEG_API int32_t seg_manual_seed(uint64_t seed) {
  return guarded(-1, [&] { at::manual_seed(seed); return 0; });
}

SEG_API int32_t seg_threads(int32_t interop) { return interop ? at::get_num_interop_threads() : at::get_num_threads(); }

SEG_API int32_t seg_set_threads(int32_t interop, int32_t count) {
  return guarded(-1, [&] { interop ? at::set_num_interop_threads(count) : at::set_num_threads(count); return 0; });
}

SEG_API int32_t seg_cuda_count() {
  return guarded(0, [&] {
    if (!at::hasCUDA()) return 0;
    return static_cast<int>(c10::impl::VirtualGuardImpl(c10::DeviceType::CUDA).deviceCount());
  });
}

SEG_API int32_t seg_has_cudnn() { return guarded(0, [] { return int(at::globalContext().hasCuDNN()); }); }

SEG_API int32_t seg_synchronize(int32_t index) {
  return guarded(-1, [&] { synchronize_cuda(index); return 0; });
}

// Switches by number: TF32 in matrix products, TF32 in cuDNN, half-precision sums in matrix products.
SEG_API int32_t seg_switch(int32_t which) {
  return guarded(-1, [&] {
    auto& context = at::globalContext();
    return which == 0 ? int(context.allowTF32CuBLAS()) : which == 1 ? int(context.allowTF32CuDNN()) : int(half_sums(context));
  });
}

SEG_API int32_t seg_set_switch(int32_t which, int32_t on) {
  return guarded(-1, [&] {
    auto& context = at::globalContext();
    if (which == 0) context.setAllowTF32CuBLAS(on != 0);
    else if (which == 1) context.setAllowTF32CuDNN(on != 0);
    else set_half_sums(context, on != 0);
    return 0;
  });
}

SEG_API int32_t seg_set_default_dtype(int32_t dtype) {
  return guarded(-1, [&] { c10::set_default_dtype(c10::scalarTypeToTypeMeta(static_cast<c10::ScalarType>(dtype))); return 0; });
}
