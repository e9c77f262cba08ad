#pragma once

#ifdef WITHOUT_CATCH  // the same invented people in the hands of the fuzzer, which has no test to report to
#include <cstdlib>
#define REQUIRE(...) ((__VA_ARGS__) ? void() : std::abort())
#define INFO(...) void()
#else
#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators_all.hpp>
#include <catch2/matchers/catch_matchers_all.hpp>
#endif
