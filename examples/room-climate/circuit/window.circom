pragma circom 2.2.0;

include "range.circom";

// Turns a count into flags: the first `count` of SLOTS are 1, the rest 0. Holds only for 1 <= count <= SLOTS.
// The flags are unique: booleans that never rise again and add up to count can be arranged in one way.
template Prefix(SLOTS) {
    signal input count;
    signal output valid[SLOTS];

    var sum = 0;
    for (var i = 0; i < SLOTS; i++) {
        valid[i] <-- i < count ? 1 : 0;
        valid[i] * (valid[i] - 1) === 0;
        if (i > 0) valid[i] * (1 - valid[i - 1]) === 0;
        sum += valid[i];
    }
    valid[0] === 1;
    sum === count;
}

// The time of the last valid reading, for times that never decrease over the valid readings and fit in BITS bits.
// The first time, every step and the last time fit in BITS bits, and the times between lie between. Steps into empty
// slots count as zero, so adding all steps to the first time arrives at the last valid one.
template LastTime(SLOTS, BITS) {
    signal input time[SLOTS];
    signal input valid[SLOTS];
    signal output last;

    signal step[SLOTS];
    step[0] <== time[0];
    var sum = 0;
    for (var i = 0; i < SLOTS; i++) {
        if (i > 0) step[i] <== valid[i] * (time[i] - time[i - 1]);
        FitsIn(BITS)(step[i]);
        sum += step[i];
    }
    last <== sum;
    FitsIn(BITS)(last);
}

// Packs three readings a word: reading = time * 2^52 + temperature * 2^32 + co2 (84 bits: 32 + 20 + 32), and
// word = first + second * 2^84 + third * 2^168 (252 bits, below the field's order). Injective for values that were
// range checked. The last word is filled up with zeros.
template PackReadings(SLOTS, TIME_BITS, TEMPERATURE_BITS, CO2_BITS) {
    var READING_BITS = TIME_BITS + TEMPERATURE_BITS + CO2_BITS;
    assert(3 * READING_BITS <= 252);

    signal input time[SLOTS];
    signal input temperature[SLOTS];
    signal input co2[SLOTS];
    signal output words[(SLOTS + 2) \ 3];

    for (var w = 0; w < (SLOTS + 2) \ 3; w++) {
        var word = 0;
        for (var k = 0; k < 3 && 3 * w + k < SLOTS; k++) {
            var i = 3 * w + k;
            var reading = time[i] * 2 ** (TEMPERATURE_BITS + CO2_BITS) + temperature[i] * 2 ** CO2_BITS + co2[i];
            word += reading * 2 ** (k * READING_BITS);
        }
        words[w] <== word;
    }
}
