export { checkpointLine, eventLine, headerLine, labelLine, type RecordingLabel, recordingLabel } from "./format.ts"
export { type Inflate, inflate, LARGEST_MEMBER } from "./inflate.ts"
export { MEMBER_HEAD, type Member, readMember, sealMember } from "./members.ts"
export { Recording } from "./recording.ts"
