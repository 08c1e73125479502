/**
 * How much of a thread's memory is for what is young, in megabytes. When all of it survives V8 moves a
 * third of it to the old at once, and Node gives a thread 16 MB above its limit to end in: with more
 * young than that, the whole process would end instead of the thread.
 */
export const youngMegabytes = 32;
