export { callText, lockCall, poolCall, processCall, queueCall, taskCall } from "./calls.ts"
export { commandLine, fullNameOf, nameOf, processName, threadName } from "./entities.ts"
export { clip, errorText, siteText } from "./text.ts"
export { acquireCall, awaitedName, refOf, waitCall } from "./waits.ts"
