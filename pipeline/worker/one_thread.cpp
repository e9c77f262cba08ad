// The cage has no threads, and parallelism here is by process. libde265 is told to start one by libheif, ignores that
// it could not, and then waits for it for ever. It can't be told otherwise, so the program answers this call in its
// place: symbols of the program come before those of the libraries it loads.

extern "C" {

int de265_start_worker_threads(void* decoder, int count);

int de265_start_worker_threads(void*, int) { return 0; }  // DE265_OK: without helpers it decodes where it is called
}
