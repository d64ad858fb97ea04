/** A shell script that prints its open descriptors, opening none itself. */
export const listDescriptors = 'n=0; while [ $n -lt 300 ]; do [ ! -e /proc/$$/fd/$n ] || echo $n; n=$((n+1)); done';
