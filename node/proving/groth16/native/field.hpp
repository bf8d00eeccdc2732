// Prime fields of 254 bits in Montgomery form, x·2^256 mod p, as four 64-bit limbs, least significant first.
//
// Sources: multiplication is CIOS without the carry limb ("no-carry"), possible because the modulus leaves the top bit
// of its last limb free: Koç, Acar, Kaliski, "Analyzing and Comparing Montgomery Multiplication Algorithms" (1996);
// Botrel et al., "Faster Montgomery multiplication" (gnark, 2020). Values are always reduced, 0 <= x < p.
#pragma once
#include "carry.hpp"
#include <cstddef>
#include <cstring>

namespace groth16 {

struct Limbs {
  u64 v[4];
};

// Every constant of a field follows from its modulus, so the modulus is the only number written down.
namespace constants {

constexpr bool less(const Limbs &a, const Limbs &b) {
  for (int i = 3; i >= 0; i--) {
    if (a.v[i] != b.v[i]) return a.v[i] < b.v[i];
  }
  return false;
}

constexpr Limbs minus(const Limbs &a, const Limbs &b) {
  Limbs r{};
  u64 borrow = 0;
  for (int i = 0; i < 4; i++) {
    u128 d = static_cast<u128>(a.v[i]) - b.v[i] - borrow;
    r.v[i] = static_cast<u64>(d);
    borrow = static_cast<u64>(d >> 64) & 1;
  }
  return r;
}

/** 2^exponent mod p. */
constexpr Limbs powerOfTwo(const Limbs &p, int exponent) {
  Limbs r{{1, 0, 0, 0}};
  for (int i = 0; i < exponent; i++) {
    Limbs d{};
    for (int j = 3; j > 0; j--) d.v[j] = (r.v[j] << 1) | (r.v[j - 1] >> 63);
    d.v[0] = r.v[0] << 1;
    r = less(d, p) ? d : minus(d, p);
  }
  return r;
}

/** -p^-1 mod 2^64 by Newton's iteration, which doubles the number of correct bits each time. */
constexpr u64 negativeInverse(u64 p) {
  u64 x = 1;
  for (int i = 0; i < 6; i++) x *= 2 - p * x;
  return ~x + 1;
}

} // namespace constants

template <class Modulus> struct Field {
  static constexpr Limbs P = Modulus::value;
  static constexpr Limbs ONE = constants::powerOfTwo(P, 256);
  static constexpr Limbs R2 = constants::powerOfTwo(P, 512);
  static constexpr u64 INV = constants::negativeInverse(P.v[0]);

  u64 v[4];

  static constexpr std::size_t BYTES = 32;
  static Field zero() { return {{0, 0, 0, 0}}; }
  static Field one() { return {{ONE.v[0], ONE.v[1], ONE.v[2], ONE.v[3]}}; }

  /** Reads 32 bytes, little endian, as they are; the caller knows whether they are in Montgomery form. */
  static Field load(const void *bytes) {
    Field r;
    std::memcpy(r.v, bytes, 32); // little-endian machines only, as checked in addon.cpp
    return r;
  }
  void store(void *bytes) const { std::memcpy(bytes, v, 32); }

  bool isReduced() const { return constants::less({{v[0], v[1], v[2], v[3]}}, P); }
  bool isZero() const { return (v[0] | v[1] | v[2] | v[3]) == 0; }
  bool operator==(const Field &o) const {
    return ((v[0] ^ o.v[0]) | (v[1] ^ o.v[1]) | (v[2] ^ o.v[2]) | (v[3] ^ o.v[3])) == 0;
  }

  Field toMontgomery() const { return *this * Field{{R2.v[0], R2.v[1], R2.v[2], R2.v[3]}}; }
  Field fromMontgomery() const { return *this * Field{{1, 0, 0, 0}}; }

  /** To and from Montgomery form for 2^260, which vector-field.hpp uses. */
  Field toVectorForm() const { return doubled().doubled().doubled().doubled(); }
  Field fromVectorForm() const { return *this * Field{{0, 0, 0, u64(1) << 60}}; }

  Field operator+(const Field &o) const {
    u64 t[4]; // no carry out: both are below 2^254
    Carry c = addCarry(0, v[0], o.v[0], t[0]);
    c = addCarry(c, v[1], o.v[1], t[1]);
    c = addCarry(c, v[2], o.v[2], t[2]);
    addCarry(c, v[3], o.v[3], t[3]);
    return reducedOnce(t[0], t[1], t[2], t[3]);
  }

  Field operator-(const Field &o) const {
    Field d;
    Carry b = subBorrow(0, v[0], o.v[0], d.v[0]);
    b = subBorrow(b, v[1], o.v[1], d.v[1]);
    b = subBorrow(b, v[2], o.v[2], d.v[2]);
    b = subBorrow(b, v[3], o.v[3], d.v[3]);
    const u64 mask = ~static_cast<u64>(b) + 1; // add p back where the difference is negative, without a branch
    Carry c = addCarry(0, d.v[0], P.v[0] & mask, d.v[0]);
    c = addCarry(c, d.v[1], P.v[1] & mask, d.v[1]);
    c = addCarry(c, d.v[2], P.v[2] & mask, d.v[2]);
    addCarry(c, d.v[3], P.v[3] & mask, d.v[3]);
    return d;
  }

  Field operator-() const { return zero() - *this; }
  Field doubled() const { return *this + *this; }

  Field operator*(const Field &o) const {
    u64 t0 = 0, t1 = 0, t2 = 0, t3 = 0;
#pragma GCC unroll 4
    for (int i = 0; i < 4; i++) {
      const u64 b = o.v[i];
      u128 a = static_cast<u128>(v[0]) * b + t0;
      const u64 m = static_cast<u64>(a) * INV;
      u128 c = static_cast<u128>(m) * P.v[0] + static_cast<u64>(a);
      a = static_cast<u128>(v[1]) * b + t1 + static_cast<u64>(a >> 64);
      c = static_cast<u128>(m) * P.v[1] + static_cast<u64>(a) + static_cast<u64>(c >> 64);
      t0 = static_cast<u64>(c);
      a = static_cast<u128>(v[2]) * b + t2 + static_cast<u64>(a >> 64);
      c = static_cast<u128>(m) * P.v[2] + static_cast<u64>(a) + static_cast<u64>(c >> 64);
      t1 = static_cast<u64>(c);
      a = static_cast<u128>(v[3]) * b + t3 + static_cast<u64>(a >> 64);
      c = static_cast<u128>(m) * P.v[3] + static_cast<u64>(a) + static_cast<u64>(c >> 64);
      t2 = static_cast<u64>(c);
      t3 = static_cast<u64>(c >> 64) + static_cast<u64>(a >> 64);
    }
    return reducedOnce(t0, t1, t2, t3);
  }

  Field squared() const { return *this * *this; }

  /** Fermat: x^(p-2). Zero gives zero. Called once a batch, so its price hardly counts. */
  Field inverse() const {
    Limbs e = constants::minus(P, {{2, 0, 0, 0}});
    Field table[16];
    table[0] = one();
    for (int i = 1; i < 16; i++) table[i] = table[i - 1] * *this;
    Field r = one();
    for (int i = 63; i >= 0; i--) {
      for (int j = 0; j < 4; j++) r = r.squared();
      const unsigned digit = (e.v[i / 16] >> (4 * (i % 16))) & 15;
      if (digit != 0) r = r * table[digit];
    }
    return r;
  }

private:
  static Field reducedOnce(u64 t0, u64 t1, u64 t2, u64 t3) {
    u64 d[4];
    Carry b = subBorrow(0, t0, P.v[0], d[0]);
    b = subBorrow(b, t1, P.v[1], d[1]);
    b = subBorrow(b, t2, P.v[2], d[2]);
    b = subBorrow(b, t3, P.v[3], d[3]);
    return {{b ? t0 : d[0], b ? t1 : d[1], b ? t2 : d[2], b ? t3 : d[3]}}; // compiled to conditional moves
  }
};

// The base field and the scalar field of BN254 ("alt_bn128"): EIP-196, https://eips.ethereum.org/EIPS/eip-196
struct BaseModulus {
  static constexpr Limbs value{{0x3c208c16d87cfd47, 0x97816a916871ca8d, 0xb85045b68181585d, 0x30644e72e131a029}};
};
struct ScalarModulus {
  static constexpr Limbs value{{0x43e1f593f0000001, 0x2833e84879b97091, 0xb85045b68181585d, 0x30644e72e131a029}};
};
using Fq = Field<BaseModulus>;
using Fr = Field<ScalarModulus>;

} // namespace groth16
