/** What decides, beside a file's name, whether code is the program's own. */
export interface Program {
  /** It was given as text on the command line (`-c`). */
  isCommand?: boolean
  /** Folders, absolute, whose code is not its own either. */
  libraries?: readonly string[]
}

const LIBRARY = /\/(lib(64)?\/(python|pypy)3\.\d+t?|site-packages|dist-packages|python3\d+\.zip)\//
/** What a person types at the prompt of 3.13 and up. */
const TYPED = /^<python-input-\d+>$/

/**
 * Whether code is of the program itself, and not of a library, the interpreter or what those generate.
 *
 * Code that has no file is the program's if it was typed or piped in (`<stdin>`), or is all there is (`-c`, `<string>`);
 * libraries compile text too, so elsewhere `<string>` is not.
 */
export function isOwnCode(file: string, { isCommand = false, libraries = [] }: Program = {}): boolean {
  if (file.startsWith("<")) return file === "<stdin>" || (file === "<string>" && isCommand) || TYPED.test(file)
  return file !== "" && !LIBRARY.test(file) && !libraries.some((folder) => isWithin(file, folder))
}

/** Whether this interpreter was given a program as text; the children of `multiprocessing` are, but it is not theirs. */
export function isCommand(argv: readonly string[]): boolean {
  for (let at = 1; at < argv.length; at++) {
    const argument = argv[at] as string
    if (!/^-[^-]/.test(argument)) return false
    // Options may be joined (`-uc`); -W, -X and -m take a value, in the same word or in the next one.
    const option = /[cmWX]/.exec(argument)
    if (option === null) continue
    if (option[0] === "m") return false
    const value = argument.slice(option.index + 1) || argv[++at]
    if (option[0] === "c") return value !== undefined && !value.startsWith("from multiprocessing.")
  }
  return false
}

function isWithin(file: string, folder: string): boolean {
  return file.startsWith(folder.endsWith("/") ? folder : `${folder}/`)
}
