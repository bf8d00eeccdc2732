pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";

// Holds only for 0 <= in < 2^BITS. BITS must stay well below the field's 254 bits.
template FitsIn(BITS) {
    signal input in;

    _ <== Num2Bits(BITS)(in);
}

// Holds only for LOW <= in <= HIGH. Both differences fit in the same few bits, so neither can have wrapped around the
// field.
template InRange(LOW, HIGH) {
    signal input in;

    FitsIn(bitsFor(HIGH - LOW))(in - LOW);
    FitsIn(bitsFor(HIGH - LOW))(HIGH - in);
}

// The number of bits that hold every value from 0 to `value`.
function bitsFor(value) {
    var bits = 0;
    while (2 ** bits <= value) bits++;
    return bits;
}
