/** Beside a file's name, this decides whether code is the program's own. */
export interface Program {
  /** The program was given as text on the command line (`-c`). */
  isCommand?: boolean
  /** Absolute paths of folders whose code is not the program's own either. */
  libraries?: readonly string[]
}

const LIBRARY = /\/(lib(64)?\/(python|pypy)3\.\d+t?|site-packages|dist-packages|python3\d+\.zip)\//
/** File name of code typed at the prompt of 3.13 and up. */
const TYPED = /^<python-input-\d+>$/

/**
 * Whether code belongs to the program itself, and not to a library, the interpreter, or code that these generate.
 *
 * Code without a file is the program's if it was typed or piped in (`<stdin>`), or is the whole program (`-c`,
 * `<string>`). Libraries compile text too, so in other programs `<string>` is not the program's.
 */
export function isOwnCode(file: string, { isCommand = false, libraries = [] }: Program = {}): boolean {
  if (file.startsWith("<")) return file === "<stdin>" || (file === "<string>" && isCommand) || TYPED.test(file)
  return file !== "" && !LIBRARY.test(file) && !libraries.some((folder) => file.startsWith(`${folder}/`))
}

/**
 * Whether the interpreter was given a program as text. Children of `multiprocessing` are too, but their `-c` text is
 * not the program's.
 */
export function isCommand(argv: readonly string[]): boolean {
  for (let at = 1; at < argv.length; at++) {
    const argument = argv[at] as string
    if (!/^-[^-]/.test(argument)) return false
    // Options may be joined (`-uc`); -W, -X and -m take a value, in the same argument or in the next one.
    const option = /[cmWX]/.exec(argument)
    if (option === null) continue
    if (option[0] === "m") return false
    const value = argument.slice(option.index + 1) || argv[++at]
    if (option[0] === "c") return value !== undefined && !value.startsWith("from multiprocessing.")
  }
  return false
}
