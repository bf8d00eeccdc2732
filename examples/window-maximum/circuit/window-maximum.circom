pragma circom 2.2.0;

include "circomlib/circuits/bitify.circom";
include "circomlib/circuits/poseidon.circom";

// The loudest of N sound levels, without showing the others: `maximum` is one of the levels, and none is above it.
// The salt keeps the levels from being guessed out of inputHash, their commitment.
//
// Units: levels in tenths of a decibel (dB SPL), below 2^BITS.
template WindowMaximum(N, BITS) {
    signal input binding;
    signal input levels[N];
    signal input salt;

    signal output taskBinding;
    signal output inputHash;
    signal output maximum;

    taskBinding <== binding;

    var loudest = 0;
    var packed = 0;
    for (var i = 0; i < N; i++) {
        if (levels[i] > loudest) loudest = levels[i];
        packed += levels[i] * (1 << (BITS * i));
    }
    inputHash <== Poseidon(2)([packed, salt]);
    maximum <-- loudest;

    // Levels and differences are of BITS bits: no level is above the maximum, and packing them is one to one. A product
    // of differences is zero where one of them is.
    signal product[N + 1];
    product[0] <== 1;
    for (var i = 0; i < N; i++) {
        _ <== Num2Bits(BITS)(levels[i]);
        _ <== Num2Bits(BITS)(maximum - levels[i]);
        product[i + 1] <== product[i] * (maximum - levels[i]);
    }
    product[N] === 0;
}

component main = WindowMaximum(8, 12);
