"""The main script of an instance that runs a program of the function's own. The rest is a module, whose byte code is kept."""
import thaw_api

thaw_api.main()
