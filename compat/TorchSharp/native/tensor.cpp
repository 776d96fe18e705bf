// Handles, memory and gradients: what no operator offers.
#include "segtorch.h"

#include <ATen/ops/from_blob.h>
#include <torch/csrc/autograd/autograd.h>

namespace {

std::vector<at::Tensor> all_of(const void* const* handles, int32_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t k = 0; k < count; k++) tensors.push_back(tensor_of(handles[k]));
  return tensors;
}

}  // namespace

SEG_API void seg_free(void* handle) {
  guarded(0, [&] {
    delete static_cast<at::Tensor*>(handle);
    return 0;
  });
}

SEG_API void* seg_share(const void* handle) { return hand_over(tensor_of(handle)); }

SEG_API int32_t seg_dtype(const void* handle) {
  return static_cast<int32_t>(tensor_of(handle).scalar_type());
}

SEG_API int32_t seg_dim(const void* handle) { return static_cast<int32_t>(tensor_of(handle).dim()); }

SEG_API int64_t seg_numel(const void* handle) { return tensor_of(handle).numel(); }

SEG_API int64_t seg_item_size(const void* handle) { return tensor_of(handle).itemsize(); }

SEG_API int64_t seg_offset(const void* handle) { return tensor_of(handle).storage_offset(); }

SEG_API void seg_sizes(const void* handle, int64_t* sizes) {
  auto all = tensor_of(handle).sizes();
  std::copy(all.begin(), all.end(), sizes);
}

SEG_API int32_t seg_strides(const void* handle, int64_t* strides) {
  return guarded(-1, [&] {
    auto all = tensor_of(handle).strides();
    std::copy(all.begin(), all.end(), strides);
    return 0;
  });
}

SEG_API int32_t seg_is_contiguous(const void* handle) { return guarded(-1, [&] { return int(tensor_of(handle).is_contiguous()); }); }

SEG_API int32_t seg_is_sparse(const void* handle) { return tensor_of(handle).is_sparse(); }

SEG_API int32_t seg_device(const void* handle, int32_t* index) {
  auto device = tensor_of(handle).device();
  *index = device.index();
  return static_cast<int32_t>(device.type());
}

SEG_API void* seg_data(const void* handle) {
  return guarded<void*>(nullptr, [&] { return tensor_of(handle).data_ptr(); });
}

// A tensor over memory that C# keeps in place until `release(owner)`.
SEG_API void* seg_from_blob(
    void* data, const int64_t* sizes, int32_t count, int32_t dtype, void (*release)(void*), void* owner) {
  return guarded<void*>(nullptr, [&] {
    return hand_over(at::from_blob(
        data, c10::IntArrayRef(sizes, count), [release, owner](void*) { release(owner); },
        at::TensorOptions(static_cast<c10::ScalarType>(dtype))));
  });
}

SEG_API int32_t seg_requires_grad(const void* handle) { return tensor_of(handle).requires_grad(); }

SEG_API int32_t seg_set_requires_grad(const void* handle, int32_t wanted) {
  return guarded(-1, [&] {
    tensor_of(handle).set_requires_grad(wanted != 0);
    return 0;
  });
}

SEG_API void* seg_grad(const void* handle) {
  return guarded<void*>(nullptr, [&] { return hand_over(tensor_of(handle).grad()); });
}

SEG_API int32_t seg_set_grad(const void* handle, const void* grad) {
  return guarded(-1, [&] {
    tensor_of(handle).mutable_grad() = tensor_of(grad);
    return 0;
  });
}

SEG_API int32_t seg_backward(
    const void* const* outputs, int32_t output_count, const void* const* grads, int32_t grad_count, int32_t retain,
    int32_t create, const void* const* inputs, int32_t input_count) {
  return guarded(-1, [&] {
    torch::autograd::backward(
        all_of(outputs, output_count), all_of(grads, grad_count), retain != 0, create != 0,
        all_of(inputs, input_count));
    return 0;
  });
}

SEG_API int32_t seg_gradients(
    const void* const* outputs, int32_t output_count, const void* const* grads, int32_t grad_count, int32_t retain,
    int32_t create, int32_t unused, const void* const* inputs, int32_t input_count, void** results) {
  return guarded(-1, [&] {
    auto all = torch::autograd::grad(
        all_of(outputs, output_count), all_of(inputs, input_count), all_of(grads, grad_count), retain != 0,
        create != 0, unused != 0);
    for (size_t k = 0; k < all.size(); k++) results[k] = hand_over(std::move(all[k]));
    return 0;
  });
}
