// For tests: libtorch's meta device, whose tensors have a shape and no numbers, made able to do all that a training step does. What it cannot do by
// itself is done with zeros on the CPU. Whoever wants a number of it gets an error, as does an operator that is given tensors of two devices.
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include <ATen/core/dispatch/Dispatcher.h>
#include <ATen/ops/empty_strided.h>
#include <ATen/ops/resize.h>
#include <ATen/ops/zeros.h>
#include <torch/library.h>

namespace {

using c10::IValue;

// The shape of their result depends on numbers, or they are a number: a GPU makes the host wait for each.
const std::set<std::string> asking{
    "aten::_local_scalar_dense", "aten::bincount", "aten::nonzero", "aten::masked_select", "aten::equal",
    "aten::_unique2", "aten::unique_dim", "aten::unique_consecutive", "aten::repeat_interleave", "aten::histc"};

at::Tensor to_cpu(const at::Tensor& tensor, const std::string& op) {
  if (!tensor.defined() || (tensor.is_cpu() && tensor.dim() == 0)) return tensor;
  if (!tensor.is_meta()) throw std::runtime_error(op + " was given tensors of two devices, meta and " + tensor.device().str());
  auto zeros = at::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(at::kCPU));
  return zeros.zero_();
}

at::Tensor to_meta(const at::Tensor& tensor) {
  return tensor.defined() ? at::empty_strided(tensor.sizes(), tensor.strides(), tensor.options().device(at::kMeta)) : tensor;
}

template <class Convert>
IValue each(const IValue& value, Convert convert) {
  if (value.isTensor()) return IValue(convert(value.toTensor()));
  if (value.isTensorList()) {
    c10::List<at::Tensor> list;
    for (at::Tensor tensor : value.toTensorList()) list.push_back(convert(tensor));
    return list;
  }
  if (value.isList() && !value.toListRef().empty() && value.toListRef()[0].isTensor()) {
    c10::impl::GenericList list(value.toList().elementType());
    for (auto& item : value.toListRef()) list.push_back(each(item, convert));
    return list;
  }
  return value;
}

// The argument that a result is: of in-place operators and those with `out`.
const IValue* same_as(const c10::FunctionSchema& schema, size_t result, const std::vector<IValue>& arguments) {
  auto alias = schema.returns()[result].alias_info();
  if (!alias || !alias->isWrite()) return nullptr;
  for (size_t k = 0; k < arguments.size(); k++) {
    auto other = schema.arguments()[k].alias_info();
    if (other && other->beforeSets() == alias->beforeSets()) return &arguments[k];
  }
  return nullptr;
}

void call_on_cpu(const c10::OperatorHandle& op, const std::vector<IValue>& arguments, torch::jit::Stack* stack) {
  auto name = op.schema().name();
  torch::jit::Stack inner;
  for (auto& argument : arguments) inner.push_back(each(argument, [&](const at::Tensor& tensor) { return to_cpu(tensor, name); }));
  op.callBoxed(&inner);
  for (size_t k = 0; k < inner.size(); k++) {
    auto same = same_as(op.schema(), k, arguments);
    // An `out` may come empty and be given its size by the operator.
    if (same && same->isTensor() && same->toTensor().sizes() != inner[k].toTensor().sizes()) same->toTensor().resize_(inner[k].toTensor().sizes());
    stack->push_back(same ? *same : each(inner[k], to_meta));
  }
}

std::vector<IValue> take(torch::jit::Stack* stack, size_t count) {
  std::vector<IValue> arguments(stack->end() - count, stack->end());
  stack->resize(stack->size() - count);
  return arguments;
}

void fallback(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  if (asking.count(op.schema().name())) throw std::runtime_error(op.schema().name() + " makes the host wait for the device");
  call_on_cpu(op, take(stack, op.schema().arguments().size()), stack);
}

c10::OperatorHandle find(const char* name) { return c10::Dispatcher::singleton().findSchemaOrThrow(name, ""); }

void convolution(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  call_on_cpu(find("aten::convolution"), take(stack, op.schema().arguments().size()), stack);
}

void convolution_backward(const c10::OperatorHandle& op, torch::jit::Stack* stack) {
  auto arguments = take(stack, op.schema().arguments().size());
  // The other operator wants the bias's shape, after gradient, input and weight.
  arguments.insert(arguments.begin() + 3, IValue(std::vector<int64_t>{arguments[2].toTensor().size(0)}));
  call_on_cpu(find("aten::convolution_backward"), arguments, stack);
}

}  // namespace

TORCH_LIBRARY_IMPL(_, Meta, m) { m.fallback(torch::CppFunction::makeFromBoxedFunction<&fallback>()); }

TORCH_LIBRARY_IMPL(aten, Meta, m) {
  m.impl("convolution_overrideable", torch::CppFunction::makeFromBoxedFunction<&convolution>());
  m.impl("convolution_backward_overrideable", torch::CppFunction::makeFromBoxedFunction<&convolution_backward>());
}
