// Handles, memory and gradients: what no operator offers.
#include "segtorch.h"

#include <ATen/ops/from_blob.h>
#include <torch/csrc/autograd/autograd.h>

namespace {

const Impl& at_handle(const void* handle) { return *static_cast<const Impl*>(handle); }

std::vector<at::Tensor> borrow_all(const void* const* handles, int32_t count) {
  std::vector<at::Tensor> tensors;
  tensors.reserve(count);
  for (int32_t k = 0; k < count; k++) tensors.push_back(borrow(handles[k]));
  return tensors;
}

}  // namespace

SEG_API void seg_free(void* handle) {
  guarded(0, [&] {
    c10::intrusive_ptr<Impl, c10::UndefinedTensorImpl>::reclaim(static_cast<Impl*>(handle));
    return 0;
  });
}

SEG_API void* seg_share(const void* handle) { return hand_over(borrow(handle)); }

SEG_API int32_t seg_dtype(const void* handle) {
  return static_cast<int32_t>(c10::typeMetaToScalarType(at_handle(handle).dtype()));
}

SEG_API int32_t seg_dim(const void* handle) { return static_cast<int32_t>(at_handle(handle).dim()); }

SEG_API int64_t seg_numel(const void* handle) { return at_handle(handle).numel(); }

SEG_API int64_t seg_item_size(const void* handle) { return at_handle(handle).itemsize(); }

SEG_API int64_t seg_offset(const void* handle) { return at_handle(handle).storage_offset(); }

SEG_API void seg_sizes(const void* handle, int64_t* sizes) {
  auto all = at_handle(handle).sizes();
  std::copy(all.begin(), all.end(), sizes);
}

SEG_API int32_t seg_strides(const void* handle, int64_t* strides) {
  return guarded(-1, [&] {
    auto all = at_handle(handle).strides();
    std::copy(all.begin(), all.end(), strides);
    return 0;
  });
}

SEG_API int32_t seg_is_contiguous(const void* handle) { return guarded(-1, [&] { return int(at_handle(handle).is_contiguous()); }); }

SEG_API int32_t seg_is_sparse(const void* handle) { return at_handle(handle).is_sparse(); }

SEG_API int32_t seg_device(const void* handle, int32_t* index) {
  auto device = at_handle(handle).device();
  *index = device.index();
  return static_cast<int32_t>(device.type());
}

SEG_API void* seg_data(const void* handle) {
  return guarded<void*>(nullptr, [&] { return borrow(handle).data_ptr(); });
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

SEG_API int32_t seg_requires_grad(const void* handle) { return at_handle(handle).requires_grad(); }

SEG_API void* seg_grad(const void* handle) {
  return guarded<void*>(nullptr, [&] { return hand_over(at_handle(handle).grad()); });
}

SEG_API int32_t seg_set_grad(const void* handle, const void* grad) {
  return guarded(-1, [&] {
    borrow(handle).mutable_grad() = borrow(grad);
    return 0;
  });
}

SEG_API int32_t seg_backward(
    const void* const* outputs, int32_t output_count, const void* const* grads, int32_t grad_count, int32_t retain,
    int32_t create, const void* const* inputs, int32_t input_count) {
  return guarded(-1, [&] {
    torch::autograd::backward(
        borrow_all(outputs, output_count), borrow_all(grads, grad_count), retain != 0, create != 0,
        borrow_all(inputs, input_count));
    return 0;
  });
}

SEG_API int32_t seg_gradients(
    const void* const* outputs, int32_t output_count, const void* const* grads, int32_t grad_count, int32_t retain,
    int32_t create, int32_t unused, const void* const* inputs, int32_t input_count, void** results) {
  return guarded(-1, [&] {
    auto all = torch::autograd::grad(
        borrow_all(outputs, output_count), borrow_all(inputs, input_count), borrow_all(grads, grad_count), retain != 0,
        create != 0, unused != 0);
    for (size_t k = 0; k < all.size(); k++) results[k] = hand_over(std::move(all[k]));
    return 0;
  });
}
