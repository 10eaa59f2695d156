// A library that Node loads before TensorFlow's addon.
//
// TensorFlow reports while it is being loaded that "oneDNN custom operations are on", before it can
// know which level of messages is wanted. So this library loads that part of it, holds back what is
// written to stderr meanwhile, and then writes all lines but those reports.
#include <dlfcn.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include <string>

namespace {

#ifdef __APPLE__
const char* const kLibrary = "@rpath/libtensorflow_framework.2.dylib";
#else
const char* const kLibrary = "libtensorflow_framework.so.2";
#endif

FILE* held = nullptr;  // what was written to stderr
int stderr_copy = -1;

// Whether a line is a report (severity I, then the date) or the log's notice before the first one.
bool IsReport(const std::string& line) {
  return line.rfind("WARNING: All log messages before absl::InitializeLog()", 0) == 0 ||
         (line.size() > 4 && line[0] == 'I' &&
          line.find_first_not_of("0123456789", 1) == 5 && line[5] == ' ');
}

// Gives stderr back and writes the lines that matter.
void Release(bool everything) {
  dup2(stderr_copy, STDERR_FILENO);
  rewind(held);
  std::string line;
  for (int c = fgetc(held); c != EOF || !line.empty(); c = fgetc(held)) {
    if (c != EOF) line += static_cast<char>(c);
    if (c != EOF && c != '\n') continue;
    if (everything || !IsReport(line)) (void)!write(STDERR_FILENO, line.data(), line.size());
    line.clear();
    if (c == EOF) break;
  }
}

// TensorFlow cannot start: nothing that it said about it is lost.
void OnAbort(int) { Release(true); }

}  // namespace

// Node calls it when the library is required, in each thread; the types are those of node_api.h.
extern "C" __attribute__((visibility("default"))) void* napi_register_module_v1(
    void*, void* exports) {
  const char* level = getenv("TF_CPP_MIN_LOG_LEVEL");
  if (!level || atoi(level) < 1 || held) return exports;  // reports are wanted, or it is done
  held = tmpfile();
  stderr_copy = dup(STDERR_FILENO);
  if (!held || stderr_copy < 0 || dup2(fileno(held), STDERR_FILENO) < 0) return exports;
  struct sigaction before, during = {};
  during.sa_handler = OnAbort;
  during.sa_flags = static_cast<int>(SA_RESETHAND);
  sigaction(SIGABRT, &during, &before);
  dlopen(kLibrary, RTLD_NOW | RTLD_LOCAL);  // where it fails, the addon says why
  sigaction(SIGABRT, &before, nullptr);
  Release(false);
  close(stderr_copy);
  return exports;
}
