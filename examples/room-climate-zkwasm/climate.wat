;; The statistics of room-climate as a module for zkWASM: the device claims them as public inputs, and this requires that
;; they are those of its readings, which are private. It reads, in this order:
;;   public: binding (4 words), inputHash (4), lastTime, readingCount, meanTemperature, meanCo2, maxCo2
;;   private: time, temperature, co2 of each reading, the oldest first; 1 to 16 of them
;; A mean is rounded down. Units are those of examples/room-climate/readings.ts.
(module
  (import "env" "wasm_input" (func $wasm_input (param i32) (result i64)))
  (import "env" "require" (func $require (param i32)))

  ;; Memory, in bytes: 0 the constants of SHA-256, 256 its message schedule, 512 its state, 544 inputHash as it was read,
  ;; 1024 what is hashed: at most 5 + 3 * 16 words of 8 bytes, and the padding.
  (memory 1)
  (data (i32.const 0)
    "\98\2f\8a\42\91\44\37\71\cf\fb\c0\b5\a5\db\b5\e9\5b\c2\56\39\f1\11\f1\59\a4\82\3f\92\d5\5e\1c\ab"
    "\98\aa\07\d8\01\5b\83\12\be\85\31\24\c3\7d\0c\55\74\5d\be\72\fe\b1\de\80\a7\06\dc\9b\74\f1\9b\c1"
    "\c1\69\9b\e4\86\47\be\ef\c6\9d\c1\0f\cc\a1\0c\24\6f\2c\e9\2d\aa\84\74\4a\dc\a9\b0\5c\da\88\f9\76"
    "\52\51\3e\98\6d\c6\31\a8\c8\27\03\b0\c7\7f\59\bf\f3\0b\e0\c6\47\91\a7\d5\51\63\ca\06\67\29\29\14"
    "\85\0a\b7\27\38\21\1b\2e\fc\6d\2c\4d\13\0d\38\53\54\73\0a\65\bb\0a\6a\76\2e\c9\c2\81\85\2c\72\92"
    "\a1\e8\bf\a2\4b\66\1a\a8\70\8b\4b\c2\a3\51\6c\c7\19\e8\92\d1\24\06\99\d6\85\35\0e\f4\70\a0\6a\10"
    "\16\c1\a4\19\08\6c\37\1e\4c\77\48\27\b5\bc\b0\34\b3\0c\1c\39\4a\aa\d8\4e\4f\ca\9c\5b\f3\6f\2e\68"
    "\ee\82\8f\74\6f\63\a5\78\14\78\c8\84\08\02\c7\8c\fa\ff\be\90\eb\6c\50\a4\f7\a3\f9\be\f2\78\71\c6")
  (data (i32.const 512)
    "\67\e6\09\6a\85\ae\67\bb\72\f3\6e\3c\3a\f5\4f\a5\7f\52\0e\51\8c\68\05\9b\ab\d9\83\1f\19\cd\e0\5b")

  ;; Where what is hashed ends.
  (global $end (mut i32) (i32.const 1024))

  (func (export "zkmain")
    (local $last_time i64) (local $count i64) (local $mean_temperature i64) (local $mean_co2 i64) (local $max_co2 i64)
    (local $i i64) (local $time i64) (local $co2 i64)
    (local $sum_temperature i64) (local $sum_co2 i64) (local $largest_co2 i64)
    ;; binding is public, and that is all that is asked of it
    (drop (call $wasm_input (i32.const 1)))
    (drop (call $wasm_input (i32.const 1)))
    (drop (call $wasm_input (i32.const 1)))
    (drop (call $wasm_input (i32.const 1)))
    (i64.store (i32.const 544) (call $wasm_input (i32.const 1)))
    (i64.store (i32.const 552) (call $wasm_input (i32.const 1)))
    (i64.store (i32.const 560) (call $wasm_input (i32.const 1)))
    (i64.store (i32.const 568) (call $wasm_input (i32.const 1)))
    (local.set $last_time (call $read (i32.const 1)))
    (local.set $count (call $read (i32.const 1)))
    (local.set $mean_temperature (call $read (i32.const 1)))
    (local.set $mean_co2 (call $read (i32.const 1)))
    (local.set $max_co2 (call $read (i32.const 1)))

    (call $require (i64.lt_u (i64.sub (local.get $count) (i64.const 1)) (i64.const 16)))
    (loop $next
      (local.set $time (call $read_u32))
      (local.set $sum_temperature (i64.add (local.get $sum_temperature) (call $read_u32)))
      (local.set $co2 (call $read_u32))
      (local.set $sum_co2 (i64.add (local.get $sum_co2) (local.get $co2)))
      (if (i64.gt_u (local.get $co2) (local.get $largest_co2)) (then (local.set $largest_co2 (local.get $co2))))
      (local.set $i (i64.add (local.get $i) (i64.const 1)))
      (br_if $next (i64.lt_u (local.get $i) (local.get $count))))

    (call $require (i64.eq (local.get $last_time) (local.get $time)))
    (call $require (i64.eq (local.get $mean_temperature) (i64.div_u (local.get $sum_temperature) (local.get $count))))
    (call $require (i64.eq (local.get $mean_co2) (i64.div_u (local.get $sum_co2) (local.get $count))))
    (call $require (i64.eq (local.get $max_co2) (local.get $largest_co2)))
    (call $require_hash))

  ;; The next input, 1 public or 0 private, which the hash covers.
  (func $read (param $is_public i32) (result i64)
    (local $value i64)
    (local.set $value (call $wasm_input (local.get $is_public)))
    (i64.store (global.get $end) (local.get $value))
    (global.set $end (i32.add (global.get $end) (i32.const 8)))
    (local.get $value))

  ;; The next private input, below 2^32 so that sums fit.
  (func $read_u32 (result i64)
    (local $value i64)
    (local.set $value (call $read (i32.const 0)))
    (call $require (i64.eqz (i64.shr_u (local.get $value) (i64.const 32))))
    (local.get $value))

  ;; Requires that inputHash is SHA-256 (FIPS 180-4) of what was read.
  (func $require_hash
    (local $bits i32) (local $block i32) (local $i i32)
    (local.set $bits (i32.shl (i32.sub (global.get $end) (i32.const 1024)) (i32.const 3)))
    (i32.store8 (global.get $end) (i32.const 0x80))
    ;; up to a whole number of blocks with room for the length, 8 bytes; memory is zero behind what was read
    (global.set $end (i32.and (i32.add (global.get $end) (i32.const 72)) (i32.const -64)))
    (i32.store (i32.sub (global.get $end) (i32.const 4)) (call $reversed (local.get $bits)))
    (local.set $block (i32.const 1024))
    (loop $next
      (call $compress (local.get $block))
      (local.set $block (i32.add (local.get $block) (i32.const 64)))
      (br_if $next (i32.lt_u (local.get $block) (global.get $end))))
    (loop $word
      (call $require (i32.eq
        (i32.load offset=544 (local.get $i))
        (call $reversed (i32.load offset=512 (local.get $i)))))
      (local.set $i (i32.add (local.get $i) (i32.const 4)))
      (br_if $word (i32.lt_u (local.get $i) (i32.const 32)))))

  ;; The state after a block of 64 bytes.
  (func $compress (param $block i32)
    (local $t i32) (local $x i32) (local $y i32)
    (local $a i32) (local $b i32) (local $c i32) (local $d i32) (local $e i32) (local $f i32) (local $g i32) (local $h i32)
    ;; $t counts in bytes: four for each word of the schedule
    (loop $given
      (i32.store offset=256 (local.get $t) (call $reversed (i32.load (i32.add (local.get $block) (local.get $t)))))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (br_if $given (i32.lt_u (local.get $t) (i32.const 64))))
    (loop $expanded
      (local.set $x (i32.load offset=196 (local.get $t))) ;; w[t - 15]
      (local.set $y (i32.load offset=248 (local.get $t))) ;; w[t - 2]
      (i32.store offset=256 (local.get $t)
        (i32.add
          (i32.add
            (i32.load offset=192 (local.get $t)) ;; w[t - 16]
            (i32.xor
              (i32.xor (i32.rotr (local.get $x) (i32.const 7)) (i32.rotr (local.get $x) (i32.const 18)))
              (i32.shr_u (local.get $x) (i32.const 3))))
          (i32.add
            (i32.load offset=228 (local.get $t)) ;; w[t - 7]
            (i32.xor
              (i32.xor (i32.rotr (local.get $y) (i32.const 17)) (i32.rotr (local.get $y) (i32.const 19)))
              (i32.shr_u (local.get $y) (i32.const 10))))))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (br_if $expanded (i32.lt_u (local.get $t) (i32.const 256))))

    (local.set $a (i32.load (i32.const 512)))
    (local.set $b (i32.load (i32.const 516)))
    (local.set $c (i32.load (i32.const 520)))
    (local.set $d (i32.load (i32.const 524)))
    (local.set $e (i32.load (i32.const 528)))
    (local.set $f (i32.load (i32.const 532)))
    (local.set $g (i32.load (i32.const 536)))
    (local.set $h (i32.load (i32.const 540)))
    (local.set $t (i32.const 0))
    (loop $round
      (local.set $x
        (i32.add
          (i32.add
            (i32.add (local.get $h) (i32.load (local.get $t)))
            (i32.load offset=256 (local.get $t)))
          (i32.add
            (i32.xor
              (i32.xor (i32.rotr (local.get $e) (i32.const 6)) (i32.rotr (local.get $e) (i32.const 11)))
              (i32.rotr (local.get $e) (i32.const 25)))
            (i32.xor ;; Ch(e, f, g)
              (local.get $g)
              (i32.and (local.get $e) (i32.xor (local.get $f) (local.get $g)))))))
      (local.set $y
        (i32.add
          (i32.xor
            (i32.xor (i32.rotr (local.get $a) (i32.const 2)) (i32.rotr (local.get $a) (i32.const 13)))
            (i32.rotr (local.get $a) (i32.const 22)))
          (i32.or ;; Maj(a, b, c)
            (i32.and (local.get $a) (local.get $b))
            (i32.and (local.get $c) (i32.or (local.get $a) (local.get $b))))))
      (local.set $h (local.get $g))
      (local.set $g (local.get $f))
      (local.set $f (local.get $e))
      (local.set $e (i32.add (local.get $d) (local.get $x)))
      (local.set $d (local.get $c))
      (local.set $c (local.get $b))
      (local.set $b (local.get $a))
      (local.set $a (i32.add (local.get $x) (local.get $y)))
      (local.set $t (i32.add (local.get $t) (i32.const 4)))
      (br_if $round (i32.lt_u (local.get $t) (i32.const 256))))
    (call $add (i32.const 512) (local.get $a))
    (call $add (i32.const 516) (local.get $b))
    (call $add (i32.const 520) (local.get $c))
    (call $add (i32.const 524) (local.get $d))
    (call $add (i32.const 528) (local.get $e))
    (call $add (i32.const 532) (local.get $f))
    (call $add (i32.const 536) (local.get $g))
    (call $add (i32.const 540) (local.get $h)))

  (func $add (param $at i32) (param $value i32)
    (i32.store (local.get $at) (i32.add (i32.load (local.get $at)) (local.get $value))))

  ;; The bytes in the other order.
  (func $reversed (param $value i32) (result i32)
    (i32.or
      (i32.and (i32.rotl (local.get $value) (i32.const 8)) (i32.const 0x00ff00ff))
      (i32.and (i32.rotr (local.get $value) (i32.const 8)) (i32.const 0xff00ff00)))))
