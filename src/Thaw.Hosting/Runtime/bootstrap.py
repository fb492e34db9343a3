"""The main script of an instance. The rest is a module, because only modules have their byte code kept."""
import thaw_runtime

thaw_runtime.main()
