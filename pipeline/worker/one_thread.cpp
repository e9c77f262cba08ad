// The cage has no threads, and parallelism here is by process. libde265 is told to start one by libheif, ignores that
// it could not, and then waits for it for ever; libheif starts others for the tiles of a picture and aborts without
// them. Neither can be told otherwise through Magick, so the program answers these two calls in their place: symbols of
// the program come before those of the libraries it loads.

#include <dlfcn.h>

#include <cstdlib>

extern "C" {

struct heif_context;

int de265_start_worker_threads(void* decoder, int count);
heif_context* heif_context_alloc();

int de265_start_worker_threads(void*, int) { return 0; }  // DE265_OK: without helpers it decodes where it is called

heif_context* heif_context_alloc() {
  void* library = ::dlopen("libheif.so.1", RTLD_LAZY | RTLD_NOLOAD);
  const auto alloc = reinterpret_cast<heif_context* (*)()>(::dlsym(library, "heif_context_alloc"));
  const auto set_threads =
      reinterpret_cast<void (*)(heif_context*, int)>(::dlsym(library, "heif_context_set_max_decoding_threads"));
  if (alloc == nullptr || set_threads == nullptr) std::abort();
  heif_context* context = alloc();
  if (context != nullptr) set_threads(context, 0);
  return context;
}
}
