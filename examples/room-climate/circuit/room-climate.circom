pragma circom 2.2.0;

include "circomlib/circuits/babyjub.circom";
include "circomlib/circuits/eddsaposeidon.circom";
include "circomlib/circuits/poseidon.circom";
include "range.circom";
include "window.circom";
include "statistics.circom";

// One window of up to SLOTS readings of one sensor: the readings are those the device signed, each is physically
// plausible, and the statistics are theirs. The outputs are the journal, in this order; everything else stays private.
//
// Units: time in Unix seconds, temperature in millikelvin (mK), CO2 in parts per billion (ppb).
template RoomClimate(SLOTS) {
    var MIN_TEMPERATURE = 233150;  // -40 C in mK: the range of common room sensors
    var MAX_TEMPERATURE = 358150;  //  85 C in mK
    var MAX_CO2 = 10000000;        // 10,000 ppm in ppb
    var TEMPERATURE_BITS = 20;     // hold every value up to the maximum; the widths of the packing too
    var CO2_BITS = 32;
    var TIME_BITS = 32;
    var WORDS = (SLOTS + 2) \ 3;     // three readings a word

    signal input binding;
    signal input count;
    signal input time[SLOTS];
    signal input temperature[SLOTS];
    signal input co2[SLOTS];
    signal input publicKey[2];
    signal input R8[2];
    signal input S;

    signal output taskBinding;
    signal output inputHash;
    signal output deviceX;
    signal output deviceY;
    signal output lastTime;
    signal output readingCount;
    signal output meanTemperature;
    signal output meanCo2;
    signal output maxCo2;

    // The binding says for which task and prover this proof was made. No constraint reads it: being a public signal
    // is enough, since a Groth16 proof is valid for its own public signals only.
    taskBinding <== binding;
    deviceX <== publicKey[0];
    deviceY <== publicKey[1];
    readingCount <== count;

    // Which slots hold readings; the others must be zero, so that one window has one commitment.
    signal valid[SLOTS] <== Prefix(SLOTS)(count);
    for (var i = 0; i < SLOTS; i++) {
        (1 - valid[i]) * time[i] === 0;
        (1 - valid[i]) * temperature[i] === 0;
        (1 - valid[i]) * co2[i] === 0;
    }

    // Every reading is in range. An empty slot's zero temperature is lifted to the minimum before it is checked.
    lastTime <== LastTime(SLOTS, TIME_BITS)(time, valid);
    for (var i = 0; i < SLOTS; i++) {
        InRange(MIN_TEMPERATURE, MAX_TEMPERATURE)(temperature[i] + (1 - valid[i]) * MIN_TEMPERATURE);
        InRange(0, MAX_CO2)(co2[i]);
    }

    // The commitment includes the device's key: otherwise the owner of another registered device could sign the same
    // readings again and pass them off as that device's.
    signal words[WORDS] <== PackReadings(SLOTS, TIME_BITS, TEMPERATURE_BITS, CO2_BITS)(time, temperature, co2);
    component commitment = Poseidon(3 + WORDS);
    commitment.inputs[0] <== publicKey[0];
    commitment.inputs[1] <== publicKey[1];
    commitment.inputs[2] <== count;
    for (var i = 0; i < WORDS; i++) commitment.inputs[3 + i] <== words[i];
    inputHash <== commitment.out;

    // circomlib's verifier takes points off the curve, where its addition formulas prove nothing; it does check S
    // against the subgroup's order and refuses keys of small order.
    BabyCheck()(publicKey[0], publicKey[1]);
    BabyCheck()(R8[0], R8[1]);
    EdDSAPoseidonVerifier()(1, publicKey[0], publicKey[1], S, R8[0], R8[1], inputHash);

    // Empty slots are zero: they add nothing to a sum and cannot exceed a maximum.
    meanTemperature <== FloorMean(TEMPERATURE_BITS, SLOTS)(Sum(SLOTS)(temperature), count);
    meanCo2 <== FloorMean(CO2_BITS, SLOTS)(Sum(SLOTS)(co2), count);
    maxCo2 <== Maximum(SLOTS, CO2_BITS)(co2);
}

component main = RoomClimate(16);
