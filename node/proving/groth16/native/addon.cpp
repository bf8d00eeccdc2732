// The Node-API side of the native back end. Context-aware and safe to load from many threads: the registry of keys is
// the only state of the process; handles belong to the thread that made them.
#define NAPI_VERSION 8
#include "primitives.hpp"
#include "registry.hpp"
#include "verifier.hpp"
#include <node_api.h>

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
#error "the files and this code keep limbs in little-endian order"
#endif

namespace {

using namespace groth16;

Registry registry;

struct Handle {
  Registry::Shared key;
  Arena workspace;
};

struct JsError : std::runtime_error { // thrown where an exception of JavaScript is already pending, or wrong arguments
  using std::runtime_error::runtime_error;
};

void check(napi_status status, const char *what) {
  if (status != napi_ok) throw JsError(std::string("wrong argument: ") + what);
}

Bytes bytesOf(napi_env env, napi_value value, const char *what) {
  bool typed = false;
  check(napi_is_typedarray(env, value, &typed), what);
  napi_typedarray_type type = napi_int8_array;
  std::size_t length = 0;
  void *data = nullptr;
  if (typed) check(napi_get_typedarray_info(env, value, &type, &length, &data, nullptr, nullptr), what);
  if (!typed || type != napi_uint8_array) throw JsError(std::string("not a Uint8Array: ") + what);
  return {static_cast<const unsigned char *>(data), length};
}

napi_value property(napi_env env, napi_value object, const char *name) {
  napi_value value;
  check(napi_get_named_property(env, object, name, &value), name);
  return value;
}

u32 number(napi_env env, napi_value object, const char *name) {
  u32 value;
  check(napi_get_value_uint32(env, property(env, object, name), &value), name);
  return value;
}

std::string text(napi_env env, napi_value value, const char *what) {
  char buffer[256];
  std::size_t length;
  check(napi_get_value_string_utf8(env, value, buffer, sizeof buffer, &length), what);
  return std::string(buffer, length);
}

napi_value newBytes(napi_env env, const unsigned char *data, std::size_t size) {
  void *copy;
  napi_value buffer, result;
  check(napi_create_arraybuffer(env, size, &copy, &buffer), "size");
  std::memcpy(copy, data, size);
  check(napi_create_typedarray(env, napi_uint8_array, size, buffer, 0, &result), "size");
  return result;
}

Handle &handleOf(napi_env env, napi_value value) {
  void *data = nullptr;
  check(napi_get_value_external(env, value, &data), "handle");
  Handle &handle = *static_cast<Handle *>(data);
  if (!handle.key) throw JsError("the key was released");
  return handle;
}

napi_value newHandle(napi_env env, Registry::Shared key) {
  auto handle = std::make_unique<Handle>();
  handle->key = std::move(key);
  napi_value result;
  const auto finalize = [](napi_env, void *data, void *) { delete static_cast<Handle *>(data); };
  check(napi_create_external(env, handle.get(), finalize, nullptr, &result), "handle");
  handle.release();
  return result;
}

/** load(id, parts): a handle of the key; `parts` as KeyParts, tableBytes in units of a mebibyte. */
napi_value load(napi_env env, napi_value *args) {
  KeyParts parts{};
  parts.variables = number(env, args[1], "variables");
  parts.publicSignals = number(env, args[1], "publicSignals");
  parts.domain = number(env, args[1], "domain");
  parts.tableBytes = static_cast<std::size_t>(number(env, args[1], "tableMebibytes")) << 20;
  bool portable;
  check(napi_get_value_bool(env, property(env, args[1], "portable"), &portable), "portable");
  parts.vector = !portable && hasVectorUnit();
  const struct {
    const char *name;
    Bytes KeyParts::*field;
  } sections[] = {{"alpha1", &KeyParts::alpha1}, {"beta1", &KeyParts::beta1},   {"beta2", &KeyParts::beta2},
                  {"delta1", &KeyParts::delta1}, {"delta2", &KeyParts::delta2}, {"coefficients", &KeyParts::coefficients},
                  {"a", &KeyParts::a},           {"b1", &KeyParts::b1},         {"b2", &KeyParts::b2},
                  {"c", &KeyParts::c},           {"h", &KeyParts::h}};
  for (const auto &s : sections) parts.*s.field = bytesOf(env, property(env, args[1], s.name), s.name);
  return newHandle(env, registry.load(text(env, args[0], "id"), parts));
}

/** find(id): a handle of a key that some thread has loaded; undefined where none has. */
napi_value find(napi_env env, napi_value *args) {
  Registry::Shared key = registry.find(text(env, args[0], "id"));
  return key ? newHandle(env, std::move(key)) : nullptr;
}

template <class F> void appendBigEndian(Octets &out, const F &coordinate) {
  unsigned char bytes[F::BYTES];
  coordinate.fromMontgomery().store(bytes);
  out.insert(out.end(), std::reverse_iterator<unsigned char *>(bytes + F::BYTES),
             std::reverse_iterator<unsigned char *>(bytes)); // for Fq2 this puts the imaginary part first: EIP-197
}

/** prove(handle, witness, blinding): the points A, B, C as EIP-197 writes them, 256 bytes; blinding is r, then s. */
napi_value provePoints(napi_env env, napi_value *args) {
  Handle &handle = handleOf(env, args[0]);
  const Bytes witness = bytesOf(env, args[1], "witness"), blinding = bytesOf(env, args[2], "blinding");
  if (blinding.size != 64) throw JsError("blinding takes 64 bytes");
  const Fr r = Fr::load(blinding.data), s = Fr::load(blinding.data + 32);
  if (!r.isReduced() || !s.isReduced()) throw JsError("blinding is not below the group's order");
  const ProofPoints proof = prove(*handle.key, witness, r, s, handle.workspace);
  // Cheap, and a fault of memory or processor would hardly leave points that satisfy the equations.
  if (!isOnCurve(proof.a, curveB(static_cast<Fq *>(nullptr))) || !isOnCurve(proof.c, curveB(static_cast<Fq *>(nullptr))) ||
      !isOnCurve(proof.b, curveB(static_cast<Fq2 *>(nullptr)))) {
    throw std::runtime_error("the proof's points are not on the curve");
  }
  Octets out;
  appendBigEndian(out, proof.a.x);
  appendBigEndian(out, proof.a.y);
  appendBigEndian(out, proof.b.x);
  appendBigEndian(out, proof.b.y);
  appendBigEndian(out, proof.c.x);
  appendBigEndian(out, proof.c.y);
  return newBytes(env, out.data(), out.size());
}

/** memory(handle): bytes of the key, which its threads share. */
napi_value keyBytes(napi_env env, napi_value *args) {
  napi_value result;
  check(napi_create_double(env, static_cast<double>(handleOf(env, args[0]).key->bytes()), &result), "bytes");
  return result;
}

/** memory(handle): bytes that this handle adds for its own thread. */
napi_value workspaceBytes(napi_env env, napi_value *args) {
  napi_value result;
  check(napi_create_double(env, static_cast<double>(handleOf(env, args[0]).workspace.bytes()), &result), "bytes");
  return result;
}

/** release(handle): gives the memory back at once instead of when the handle is collected. */
napi_value release(napi_env env, napi_value *args) {
  Handle &handle = handleOf(env, args[0]);
  handle.key.reset();
  handle.workspace = Arena();
  return nullptr;
}

/** verifier(parts): a handle of what verifies proofs for a key; `parts` as VerificationParts. */
napi_value newVerifier(napi_env env, napi_value *args) {
  VerificationParts parts{};
  const struct {
    const char *name;
    Bytes VerificationParts::*field;
  } sections[] = {{"alpha1", &VerificationParts::alpha1},
                  {"beta2", &VerificationParts::beta2},
                  {"gamma2", &VerificationParts::gamma2},
                  {"delta2", &VerificationParts::delta2},
                  {"ic", &VerificationParts::ic}};
  for (const auto &s : sections) parts.*s.field = bytesOf(env, property(env, args[0], s.name), s.name);
  auto verifier = std::make_unique<const Verifier>(parts);
  napi_value result;
  const auto finalize = [](napi_env, void *data, void *) { delete static_cast<const Verifier *>(data); };
  check(napi_create_external(env, const_cast<Verifier *>(verifier.get()), finalize, nullptr, &result), "verifier");
  verifier.release();
  return result;
}

const Verifier &verifierOf(napi_env env, napi_value value) {
  void *data = nullptr;
  check(napi_get_value_external(env, value, &data), "verifier");
  return *static_cast<const Verifier *>(data);
}

/** verify(verifier, signals, proof): whether the contract would accept; never throws for what strangers made. */
napi_value verifyProof(napi_env env, napi_value *args) {
  const Bytes signals = bytesOf(env, args[1], "signals"), proof = bytesOf(env, args[2], "proof");
  napi_value result;
  check(napi_get_boolean(env, verifierOf(env, args[0]).verify(signals, proof), &result), "result");
  return result;
}

/** verifierBytes(verifier): bytes of memory held. */
napi_value verifierBytes(napi_env env, napi_value *args) {
  napi_value result;
  check(napi_create_double(env, static_cast<double>(verifierOf(env, args[0]).bytes()), &result), "bytes");
  return result;
}

/** variant(): the instructions used by keys that are not loaded as portable. */
napi_value variant(napi_env env, napi_value *) {
  napi_value result;
  check(napi_create_string_utf8(env, hasVectorUnit() ? "avx512ifma" : "portable", NAPI_AUTO_LENGTH, &result), "text");
  return result;
}

/** primitive(name, x, y): for tests. */
napi_value onePrimitive(napi_env env, napi_value *args) {
  const Octets out = primitive(text(env, args[0], "name"), bytesOf(env, args[1], "x"), bytesOf(env, args[2], "y"));
  return newBytes(env, out.data(), out.size());
}

/** Runs one of the functions above; every C++ exception becomes one of JavaScript, with what kind it is as its code. */
template <napi_value (*function)(napi_env, napi_value *)> napi_value guarded(napi_env env, napi_callback_info info) {
  napi_value args[3];
  std::size_t count = 3;
  napi_get_cb_info(env, info, &count, args, nullptr, nullptr); // what was not given is undefined
  try {
    return function(env, args);
  } catch (const KeyError &e) {
    napi_throw_error(env, "KEY", e.what());
  } catch (const WitnessError &e) {
    napi_throw_error(env, "WITNESS", e.what());
  } catch (const std::bad_alloc &) {
    napi_throw_error(env, "MEMORY", "not enough memory");
  } catch (const std::exception &e) {
    napi_throw_error(env, "NATIVE", e.what());
  }
  return nullptr;
}

} // namespace

NAPI_MODULE_INIT() {
  const struct {
    const char *name;
    napi_callback function;
  } functions[] = {{"load", guarded<load>},
                   {"find", guarded<find>},
                   {"prove", guarded<provePoints>},
                   {"keyBytes", guarded<keyBytes>},
                   {"workspaceBytes", guarded<workspaceBytes>},
                   {"release", guarded<release>},
                   {"verifier", guarded<newVerifier>},
                   {"verify", guarded<verifyProof>},
                   {"verifierBytes", guarded<verifierBytes>},
                   {"variant", guarded<variant>},
                   {"primitive", guarded<onePrimitive>}};
  for (const auto &f : functions) {
    napi_value function;
    if (napi_create_function(env, f.name, NAPI_AUTO_LENGTH, f.function, nullptr, &function) != napi_ok ||
        napi_set_named_property(env, exports, f.name, function) != napi_ok) {
      return nullptr;
    }
  }
  return exports;
}
