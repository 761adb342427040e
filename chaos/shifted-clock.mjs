// Preloaded into a replica whose clock is wrong.
const shiftMs = Number(process.env['CLOCK_SHIFT_MS'] ?? 0);
const trueNow = Date.now;
Date.now = () => trueNow() + shiftMs;
