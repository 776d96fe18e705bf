// One tensor in libtorch's own file format, the one of torch::save.
#include "segtorch.h"

#include <torch/serialize/archive.h>

SEG_API int32_t seg_save(const void* handle, const char* path) {
  return guarded(-1, [&] {
    torch::serialize::OutputArchive archive;
    archive.write("0", tensor_of(handle));
    archive.save_to(std::string(path));
    return 0;
  });
}

SEG_API void* seg_load(const char* path) {
  return guarded<void*>(nullptr, [&] {
    at::Tensor tensor;
    torch::serialize::InputArchive archive;
    archive.load_from(std::string(path));
    archive.read("0", tensor);
    return hand_over(std::move(tensor));
  });
}
