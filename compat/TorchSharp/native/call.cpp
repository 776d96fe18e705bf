// The one door to every operator: found once by name in libtorch's dispatcher, then called with boxed arguments.
#include "segtorch.h"

#include <ATen/core/Generator.h>
#include <ATen/core/dispatch/Dispatcher.h>

using c10::IValue;
using c10::TypeKind;

namespace {

// A parameter of an operator, with all that a call must know worked out beforehand.
struct Parameter {
  std::string name;
  c10::TypePtr element;  // of a list
  TypeKind kind;
  TypeKind inner = TypeKind::NoneType;
  bool optional = false;
  bool has_default = false;
  int32_t length = 0;  // of int[2]: one number stands for two
  IValue fallback;
};

struct Operator {
  c10::OperatorHandle handle;
  std::vector<Parameter> parameters;
};

Parameter describe(const c10::Argument& argument) {
  Parameter result;
  auto type = argument.type();
  if (auto wrapped = type->cast<c10::OptionalType>()) {
    result.optional = true;
    type = wrapped->getElementType();
  }
  if (auto list = type->cast<c10::ListType>()) {
    result.element = list->getElementType();
    result.inner = result.element->kind();
  }
  result.name = argument.name();
  result.kind = type->kind();
  result.length = argument.N() ? *argument.N() : 1;
  if (argument.default_value()) {
    result.has_default = true;
    result.fallback = *argument.default_value();
  }
  return result;
}

[[noreturn]] void mismatch(const Operator& op, const Parameter& parameter) {
  throw std::runtime_error(
      c10::toString(op.handle.operator_name()) + ": argument '" + parameter.name + "' is missing or of the wrong type");
}

IValue number(const Value& value, bool& fits) {
  switch (value.tag) {
    case tag::Int: return value.i;
    case tag::Bool: return value.i != 0;
    case tag::Double: return value.d;
    default: fits = false; return {};
  }
}

double real(const Value& value) { return value.tag == tag::Double ? value.d : static_cast<double>(value.i); }

IValue tensors(const Value& value, const Parameter& parameter) {
  auto handles = static_cast<const void* const*>(value.p);
  if (parameter.inner == TypeKind::TensorType) {
    std::vector<at::Tensor> list;
    list.reserve(value.count);
    for (int32_t k = 0; k < value.count; k++) list.push_back(tensor_of(handles[k]));
    return list;
  }
  c10::impl::GenericList list(parameter.element);
  for (int32_t k = 0; k < value.count; k++) list.push_back(handles[k] ? IValue(tensor_of(handles[k])) : IValue());
  return list;
}

IValue list_of(const Value& value, const Parameter& parameter, bool& fits) {
  auto ints = static_cast<const int64_t*>(value.p);
  auto doubles = static_cast<const double*>(value.p);
  auto is_number = value.tag == tag::Int || value.tag == tag::Double;
  switch (parameter.inner) {
    case TypeKind::IntType:
      if (value.tag == tag::Ints) return std::vector<int64_t>(ints, ints + value.count);
      if (value.tag == tag::Int) return std::vector<int64_t>(parameter.length, value.i);
      break;
    case TypeKind::FloatType:
      if (value.tag == tag::Doubles) return std::vector<double>(doubles, doubles + value.count);
      if (value.tag == tag::Ints) return std::vector<double>(ints, ints + value.count);
      if (is_number) return std::vector<double>(parameter.length, real(value));
      break;
    case TypeKind::BoolType:
      if (value.tag == tag::Bools) {
        auto flags = static_cast<const bool*>(value.p);
        c10::List<bool> list;
        for (int32_t k = 0; k < value.count; k++) list.push_back(flags[k]);
        return list;
      }
      break;
    case TypeKind::NumberType:
      if (value.tag == tag::Doubles || value.tag == tag::Ints) {
        c10::impl::GenericList list(parameter.element);
        for (int32_t k = 0; k < value.count; k++) list.push_back(value.tag == tag::Ints ? IValue(ints[k]) : IValue(doubles[k]));
        return list;
      }
      break;
    default:
      if (value.tag == tag::Tensors) return tensors(value, parameter);
  }
  fits = false;
  return {};
}

IValue convert(const Value& value, const Parameter& parameter, bool& fits) {
  switch (parameter.kind) {
    case TypeKind::TensorType:
      if (value.tag == tag::Tensor) return tensor_of(value.p);
      break;
    case TypeKind::IntType:
      if (value.tag == tag::Int || value.tag == tag::Bool) return value.i;
      break;
    case TypeKind::FloatType:
      if (value.tag == tag::Int || value.tag == tag::Double) return real(value);
      break;
    case TypeKind::BoolType:
      if (value.tag == tag::Bool) return value.i != 0;
      break;
    case TypeKind::NumberType: return number(value, fits);
    case TypeKind::StringType:
      if (value.tag == tag::String) return std::string(static_cast<const char*>(value.p), value.count);
      break;
    case TypeKind::DeviceObjType:
      if (value.tag == tag::Device) return c10::Device(static_cast<c10::DeviceType>(value.i), value.count);
      break;
    case TypeKind::GeneratorType:
      if (value.tag == tag::Generator) return *static_cast<const at::Generator*>(value.p);
      break;
    case TypeKind::ListType: return list_of(value, parameter, fits);
    default: break;
  }
  fits = false;
  return {};
}

void push(torch::jit::Stack& stack, const Operator& op, const Parameter& parameter, const Value* value) {
  if (value && value->tag != tag::None) {
    auto fits = true;
    stack.push_back(convert(*value, parameter, fits));
    if (!fits) mismatch(op, parameter);
  } else if (parameter.has_default && (!value || !parameter.optional)) {
    stack.push_back(parameter.fallback);
  } else if (parameter.optional) {
    stack.emplace_back();
  } else if (value && parameter.kind == TypeKind::TensorType) {
    stack.emplace_back(at::Tensor());
  } else {
    mismatch(op, parameter);
  }
}

thread_local std::vector<Value> spilled;

// Results in a row, lists and all; what the caller has no room for waits in `spilled`.
struct Results {
  Value* room;
  int32_t capacity;
  int32_t count = 0;

  void add(Value value) {
    if (count < capacity) room[count] = value;
    else spilled.push_back(value);
    count++;
  }

  void add(IValue&& value) {
    Value result{tag::None, 0, {0}};
    if (value.isTensor()) {
      result.p = hand_over(std::move(value).toTensor());
      result.tag = result.p ? tag::Tensor : tag::None;
    } else if (value.isTensorList()) {
      for (at::Tensor tensor : value.toTensorList()) add(IValue(std::move(tensor)));
      return;
    } else if (value.isDouble()) {
      result.tag = tag::Double;
      result.d = value.toDouble();
    } else if (value.isInt() || value.isBool()) {
      result.tag = value.isInt() ? tag::Int : tag::Bool;
      result.i = value.isInt() ? value.toInt() : value.toBool();
    }
    add(result);
  }
};

}  // namespace

SEG_API Operator* seg_find(const char* name, const char* overload) {
  return guarded<Operator*>(nullptr, [&]() -> Operator* {
    auto handle = c10::Dispatcher::singleton().findSchema({name, overload});
    if (!handle) return nullptr;
    auto op = new Operator{*handle, {}};
    for (auto& argument : handle->schema().arguments()) op->parameters.push_back(describe(argument));
    return op;
  });
}

// Calls the operator; trailing arguments that are not given take the schema's defaults. The number of results, or -1.
SEG_API int32_t seg_call(const Operator* op, const Value* arguments, int32_t count, Value* results, int32_t capacity) {
  return guarded<int32_t>(-1, [&] {
    if (count > static_cast<int32_t>(op->parameters.size()))
      throw std::runtime_error(c10::toString(op->handle.operator_name()) + " takes fewer arguments");
    torch::jit::Stack stack;
    stack.reserve(op->parameters.size() + 2);
    int32_t k = 0;
    for (auto& parameter : op->parameters) push(stack, *op, parameter, k < count ? arguments + k : nullptr), k++;
    op->handle.callBoxed(&stack);
    Results all{results, capacity};
    if (capacity > 0)
      for (auto& value : stack) all.add(std::move(value));
    return all.count;
  });
}

// The results that the last call on this thread had no room for.
SEG_API void seg_spilled(Value* results) {
  std::copy(spilled.begin(), spilled.end(), results);
  spilled.clear();
}
