using System;
using System.IO;
using System.Linq;
using System.Text;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>A part of the build, not of the library: copies TorchSharp's native library so that it loads on Linux systems older than GCC 13 too.</summary>
/// <remarks>
/// It was linked with GCC 13's libstdc++, of which it needs one thing that Debian 12, Ubuntu 22.04 and RHEL 9 lack:
/// std::ios_base_library_init(), at GLIBCXX_3.4.32. What that does, std::ios_base::Init::Init() does in every libstdc++, and it ignores its
/// "this". So the copy asks for the other name at the version that all have, and its demand for GLIBCXX_3.4.32 becomes a weak one.
/// A library that does not ask for the symbol is copied as it is. (ELF: System V ABI, chapters 4 and 5; versions: Linux Standard Base, 10.7.)
/// </remarks>
public class LoadOnOlderLinux : Task
{
    private const string NewName = "_ZSt21ios_base_library_initv", OldName = "_ZNSt8ios_base4InitC1Ev", NewVersion = "GLIBCXX_3.4.32", OldVersion = "GLIBCXX_3.4";
    private byte[] _file;

    [Required]
    public string Library { get; set; }

    [Required]
    public string Copy { get; set; }

    public override bool Execute()
    {
        _file = File.ReadAllBytes(Library);
        try
        {
            Rename();
        }
        catch (Exception e) when (e is InvalidDataException || e is IndexOutOfRangeException || e is ArgumentException || e is OverflowException)
        {
            Log.LogError("{0} cannot be prepared for older Linux systems: {1} Is the package damaged? Delete it from the package folder and build again.", Library, e is InvalidDataException ? e.Message : "its ELF tables point outside the file.");
            return false;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Copy)));
        File.Delete(Copy); // It may be a link to a file that is not ours to write.
        File.WriteAllBytes(Copy, _file);
        return true;
    }

    private void Rename()
    {
        if (_file.Length < 64 || !_file.Take(6).SequenceEqual(new byte[] { 0x7F, (byte)'E', (byte)'L', (byte)'F', 2, 1 }))
        {
            throw new InvalidDataException("it is no 64-bit little-endian ELF file.");
        }

        var sections = Enumerable.Range(0, Half(60)).Select(i => Offset(40) + (i * Half(58))).ToList();
        Func<uint, int> find = type => sections.FindIndex(section => Word(section + 4) == type);
        int symbols = find(11), versions = find(0x6FFFFFFF), needs = find(0x6FFFFFFE);
        if (symbols < 0 || versions < 0 || needs < 0)
        {
            return;
        }

        var names = Offset(sections[(int)Word(sections[symbols] + 40)] + 24);
        var count = Offset(sections[symbols] + 32) / 24;
        var hit = Enumerable.Range(0, count).FirstOrDefault(i => Text(names + (int)Word(Offset(sections[symbols] + 24) + (i * 24))) == NewName);
        if (hit == 0)
        {
            return;
        }

        Func<int, int> version = i => Offset(sections[versions] + 24) + (i * 2);
        int oldest = Need(sections[needs], names, OldVersion), newest = Need(sections[needs], names, NewVersion);
        if (oldest < 0 || newest < 0 || Enumerable.Range(0, count).Any(i => i != hit && Half(version(i)) == Half(newest + 6)))
        {
            throw new InvalidDataException("it needs more of " + NewVersion + " than " + NewName + ".");
        }

        var name = names + (int)Word(Offset(sections[symbols] + 24) + (hit * 24));
        Encoding.ASCII.GetBytes(OldName.PadRight(NewName.Length, '\0')).CopyTo(_file, name);
        BitConverter.GetBytes((ushort)Half(oldest + 6)).CopyTo(_file, version(hit));
        BitConverter.GetBytes((ushort)2).CopyTo(_file, newest + 4); // VER_FLG_WEAK
    }

    /// <summary>Where the entry of a version that is needed from another library stands, or -1.</summary>
    private int Need(int section, int names, string wanted)
    {
        for (int library = Offset(section + 24), next = 1; next != 0; library += next)
        {
            next = (int)Word(library + 12);
            for (int entry = library + (int)Word(library + 8), step = 1; step != 0; entry += step)
            {
                step = (int)Word(entry + 12);
                if (Text(names + (int)Word(entry + 8)) == wanted)
                {
                    return entry;
                }
            }
        }

        return -1;
    }

    private int Half(int at) => BitConverter.ToUInt16(_file, at);

    private uint Word(int at) => BitConverter.ToUInt32(_file, at);

    private int Offset(int at) => checked((int)BitConverter.ToUInt64(_file, at));

    private string Text(int at) => Encoding.ASCII.GetString(_file, at, Array.IndexOf(_file, (byte)0, at) - at);
}
