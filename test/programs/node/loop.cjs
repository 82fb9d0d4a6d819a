// biome-ignore lint/suspicious/noDebugger: the test checks that it does not stop the program
debugger
function inner(times) {
  let sum = 0
  for (let n = 0; n < times; n++) sum += n % 7 // inner loop
  return sum
}
// This program never returns to its event loop. By its CPU time: on a busy machine the probe's thread, too, is late.
while (process.cpuUsage().user < 1e6) inner(1e6) // outer loop
console.log("burned")
// biome-ignore lint/suspicious/noDebugger: as above
debugger
Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500) // waits
throw new Error("as it should")
