# Prints the files that a module needs, one a line, packages first and each kind in the order given:
#
#   awk -v macros="NAME=MODULE ..." -f needed_rtl.awk TOP.sv FILE.sv...
#
# A file is needed when a needed one says its name outside comments, directly or by a macro. Of files of the same name the first
# counts. Tools that parse all they are given then spend no time on the rest of rtl/.
function need(name, line, words, count, i, word) {
  needed[name] = 1
  while ((getline line < file[name]) > 0) {
    sub(/\/\/.*/, "", line)
    count = split(line, words, /[^A-Za-z0-9_]+/)
    for (i = 1; i <= count; ++i) {
      word = words[i] in module ? module[words[i]] : words[i]
      if (word in file && !(word in needed)) need(word)
    }
  }
  close(file[name])
}

function print_needed(packages, i) {
  for (i = 1; i <= names; ++i) {
    if (name[i] in needed && (name[i] ~ /_pkg$/) == packages) print file[name[i]]
  }
}

BEGIN {
  for (i = split(macros, words); i >= 1; --i) {
    split(words[i], sides, "=")
    module[sides[1]] = sides[2]
  }
  for (i = 1; i < ARGC; ++i) {
    stem = ARGV[i]
    gsub(/.*\/|\.sv$/, "", stem)
    if (stem in file) continue
    name[++names] = stem
    file[stem] = ARGV[i]
  }
  need(name[1])
  print_needed(1)
  print_needed(0)
  exit
}
