// The memory that a thread proves with. The steps of a proof run one after the other, so that they take the same memory
// in turn; it is kept from proof to proof.
#pragma once
#include <cstddef>
#include <memory>
#include <new>
#include <stdexcept>

namespace groth16 {

/** One block, cut into arrays from its beginning on; they are given back in the opposite order, by `release`. */
class Arena {
public:
  /** Bytes that an array takes, with what aligns the next one. */
  template <class T> static constexpr std::size_t bytesFor(std::size_t count) {
    return (count * sizeof(T) + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  /** Makes room for so many bytes in all; nothing may be taken at the time. */
  void reserve(std::size_t bytes) {
    if (taken != 0) throw std::logic_error("the memory is in use");
    if (bytes <= size) return;
    block.reset(); // before more is asked for: nothing in it is needed any more
    size = 0;
    block.reset(static_cast<unsigned char *>(::operator new(bytes, std::align_val_t(ALIGNMENT))));
    size = bytes;
  }

  /** Not initialized. */
  template <class T> T *take(std::size_t count) {
    const std::size_t bytes = bytesFor<T>(count);
    if (bytes > size - taken) throw std::logic_error("less memory was reserved than is needed");
    T *const array = reinterpret_cast<T *>(block.get() + taken);
    taken += bytes;
    return array;
  }

  std::size_t bytes() const { return size; }

  /** Gives back, at its end, all that was taken during its life. */
  class Scope {
  public:
    explicit Scope(Arena &arena) : arena(arena), before(arena.taken) {}
    ~Scope() { arena.taken = before; }
    Scope(const Scope &) = delete;
    Scope &operator=(const Scope &) = delete;

  private:
    Arena &arena;
    const std::size_t before;
  };

private:
  static constexpr std::size_t ALIGNMENT = 64; // of a cache line and of a vector
  struct Free {
    void operator()(unsigned char *p) const { ::operator delete(p, std::align_val_t(ALIGNMENT)); }
  };
  std::unique_ptr<unsigned char, Free> block;
  std::size_t size = 0, taken = 0;
};

} // namespace groth16
